import SMSCore
import SMSSystem
import TestSupport

@testable import SMSSpool

/// A batch's file, read whole.
struct BatchText {
  let header: BatchHeader
  let faults: BatchFaults
  let messages: [Submission]
  let submission: Submission
  /// Where each part ended.
  let places: [BatchPlace]

  /// Reads a batch.
  ///
  /// - Parameters:
  ///   - text: The file.
  ///   - stem: Its name without `.jsonl`.
  ///   - rules: What messages may say.
  ///   - step: Messages read at a time.
  /// - Throws: `SystemError` if it cannot be written or read.
  init(
    _ text: String,
    stem: String = "sale",
    rules: RequestRules = Sample.rules,
    step: Int = 10
  ) throws {
    try self.init(Array(text.utf8), stem: stem, rules: rules, step: step)
  }

  init(
    _ bytes: [UInt8],
    stem: String = "sale",
    rules: RequestRules = Sample.rules,
    step: Int = 10
  ) throws {
    let root = try TemporaryDirectory()
    try root.directory.writeReplacing("x", bytes, durable: false)
    var pass = try BatchPass(
      root.directory.openFile("x"),
      BatchOrigin(
        spool: "default",
        stem: stem,
        producer: 1,
        taken: 1,
        start: Sample.now,
        now: Sample.now,
        bootTime: BootTime(nanoseconds: 0, boot: "boot")
      ),
      rules: rules,
      received: { _ in nil },
      digest: { $0 }
    )
    var messages: [Submission] = []
    var places: [BatchPlace] = []
    var isLast = false
    while !isLast {
      let part = try pass.next(step)
      messages += part.messages
      places.append(part.place)
      isLast = part.isLast
    }
    header = pass.header
    faults = pass.faults
    self.messages = messages
    self.places = places
    submission = pass.submissionOfAll()
  }

  /// The texts of its messages.
  var texts: [String] { details.map(\.text.string) }

  var details: [Message] {
    messages.compactMap { if case .message(let message) = $0.content { message } else { nil } }
  }

  /// Its faults as `line member rule`.
  var told: [String] {
    faults.first.map { "\($0.line) \($0.member ?? "-"): \($0.rule)" }
  }
}
