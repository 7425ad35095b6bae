package import SMSCore
internal import SMSJSON

/// A violated rule in a batch's file.
package struct BatchFault: Hashable, Sendable {
  /// The number of the line in the file, from 1; 0 if it concerns the file as a whole.
  package var line: Int
  /// The path of the member; nil if it concerns the line as a whole.
  package var member: String?
  /// The rule, to be put after the member's name.
  package var rule: String
  /// How to repair it, as a sentence.
  package var repair: String

  package init(line: Int, member: String?, rule: String, repair: String) {
    self.line = line
    self.member = member
    self.rule = rule
    self.repair = repair
  }

  /// The rule with the member before it.
  var message: String { member.map { "\($0): \(rule)" } ?? rule }
}

/// The faults of a batch: the first of them, and how many there are.
package struct BatchFaults: Hashable, Sendable {
  /// No more are kept.
  package static let mostKept = 100

  /// In the order of their lines.
  package private(set) var first: [BatchFault] = []
  package private(set) var count = 0
  /// `invalid_request` if any fault has that code.
  private var code: ErrorCode?

  package init() {}

  package var isEmpty: Bool { count == 0 }

  /// Adds faults; those of a line come in one call or in calls with ascending lines.
  mutating func add(_ faults: [BatchFault], code: ErrorCode = .invalidRequest) {
    for fault in faults { add(fault, code: code) }
  }

  mutating func add(_ fault: BatchFault, code: ErrorCode = .invalidRequest) {
    count += 1
    if self.code == nil || code == .invalidRequest { self.code = code }
    guard first.count < Self.mostKept || fault.line < (first.last?.line ?? 0) else { return }
    // What needs the ledger or the whole file is found late.
    let place = first.lastIndex { $0.line <= fault.line }.map { $0 + 1 } ?? 0
    first.insert(fault, at: place)
    if first.count > Self.mostKept { first.removeLast() }
  }

  /// Counts faults that are not kept.
  mutating func add(uncounted more: Int) {
    count += more
  }

  /// The error for the result.
  package var error: JobError {
    let places = first.prefix(3).map { fault in
      fault.line == 0 ? fault.message : "line \(fault.line): \(fault.message)"
    }
    let more = count > places.count ? ["and \(count - places.count) more"] : []
    let repairs = first.first.map { " \($0.repair)" } ?? ""
    return JobError(
      code: code ?? .invalidRequest,
      message: "The batch was not accepted: \((places + more).joined(separator: "; ")).",
      hint: """
        \(first.first?.message ?? "See `faults`").\(repairs) `faults` lists the first \
        \(Self.mostKept) with their lines. Nothing was sent: correct the file and submit it again; \
        a rejected batch takes no id.
        """
    )
  }
}

extension BatchFaults {
  /// Adds the faults of a line that was read as a request.
  mutating func add(_ faults: RequestFaults, line: Int) {
    let code = faults.code
    add(faults.faults.faults.map { BatchFault($0, line: line) }, code: code)
    add(uncounted: faults.faults.omittedCount)
  }
}

extension BatchFault {
  init(_ fault: Fault, line: Int) {
    self.init(
      line: line,
      member: fault.path.steps.isEmpty ? nil : "\(fault.path)",
      rule: fault.rule,
      repair: fault.repair
    )
  }
}
