internal import SMSCore
internal import SMSJSON
internal import SMSSystem

/// The files that the messages of a batch name: read and copied once for all messages that name the same.
final class BatchMedia {
  private enum Known {
    /// nil for a dry run, which copies nothing.
    case right(MediaCopier.Originals.Summary, MediaCopies?)
    case wrong(RequestFaults)
  }

  private let copier: MediaCopier
  private let copies: Bool
  private let owner: UInt32
  private var known: [[String]: Known] = [:]

  /// - Parameters:
  ///   - copier: Reads and copies.
  ///   - owner: The owner of the batch's file.
  ///   - copies: Whether they are copied.
  init(_ copier: MediaCopier, of owner: UInt32, copies: Bool) {
    self.copier = copier
    self.copies = copies
    self.owner = owner
  }

  /// Reads and copies the files of a message.
  ///
  /// - Returns: What is wrong with them; empty if nothing is, or it names none.
  /// - Throws: `IntakePause` if the problem is not theirs.
  func faults(of message: Submission) throws(IntakePause) -> RequestFaults {
    var none = RequestFaults()
    guard message.namesMedia, case .message(let content) = message.content,
      let paths = content.media?.paths
    else { return none }
    switch try look(at: paths) {
    case .wrong(let faults): return faults
    case .right(let summary, _):
      if summary.size + content.text.string.utf8.count > Media.largest {
        let fault = MediaOriginal.Fault.tooLarge
        none.add(.mediaFiles, fault.rule, repair: fault.repair, code: fault.code)
      }
      return none
    }
  }

  /// A message with the copies of its files instead of their paths.
  ///
  /// - Returns: The message; nil if its files are not right any more.
  /// - Throws: `IntakePause` if the problem is not theirs.
  func copied(_ message: Submission) throws(IntakePause) -> Submission? {
    guard message.namesMedia, case .message(var content) = message.content,
      let paths = content.media?.paths
    else { return message }
    guard case .right(_, let copies?) = try look(at: paths) else { return nil }
    content.media?.paths = []
    content.media?.copies = copies
    var copied = message
    copied.content = .message(content)
    return copied
  }

  /// Removes all copies: the batch is not accepted.
  func discard() {
    for case .right(_, let copies?) in known.values { copier.discard(copies) }
    known = [:]
  }

  /// Removes those originals that serve one request only, now that the batch is accepted.
  func removeOnce() {
    for case .right(let summary, _) in known.values { copier.removeOnce(summary) }
  }

  private func look(at paths: [String]) throws(IntakePause) -> Known {
    if let found = known[paths] { return found }
    var faults = RequestFaults()
    let originals = try copier.originals(
      at: paths,
      of: owner,
      beside: MessageText(""),
      &faults
    )
    guard let originals else {
      known[paths] = .wrong(faults)
      return .wrong(faults)
    }
    let found = Known.right(originals.summary, copies ? try copier.store(originals) : nil)
    known[paths] = found
    return found
  }
}
