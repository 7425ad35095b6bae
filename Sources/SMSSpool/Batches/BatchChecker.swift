package import SMSCore
package import SMSJSON

/// Checks the messages of a batch as the daemon will, before it is submitted.
package struct BatchChecker: Sendable {
  /// What is wrong with the header; no line can be checked then.
  package let faults: [BatchFault]

  private let reader: BatchLineReader

  /// - Parameters:
  ///   - header: The header, with an id.
  ///   - rules: What messages may say in the spool.
  ///   - received: Looks up a message in the spool's `received/` by id, for replies.
  ///   - now: The current time.
  package init(
    _ header: JSONObject,
    rules: RequestRules,
    received: @escaping @Sendable (String) -> ReceivedEnds?,
    now: WallTime
  ) {
    var headers = BatchHeaderReader(header, stem: nil, rules: rules, now: now)
    reader = BatchLineReader(
      headers.read(),
      rules: rules,
      received: received,
      start: now,
      now: now
    )
    let found = headers.faults.faults.faults
    faults = (found.isEmpty ? reader.faultsOfDefaults() : found).map { BatchFault($0, line: 1) }
  }

  /// The faults of a message.
  ///
  /// - Parameters:
  ///   - message: The line's object.
  ///   - line: The line's number.
  /// - Returns: All of them; none if the daemon will accept it.
  package func faults(of message: JSONObject, line: Int) -> [BatchFault] {
    guard case .faults(let found) = reader.read(message, line: line) else { return [] }
    return found.faults.faults.map { BatchFault($0, line: line) }
  }
}
