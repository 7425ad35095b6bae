internal import SMSSpool
internal import SMSSystem

/// An id as a command line names it.
enum RequestIDArgument {
  /// Refuses what can be no id, before it becomes a file name.
  ///
  /// - Throws: `UsageError`.
  static func check(_ text: String) throws(UsageError) -> String {
    guard RequestID.isValid(text) else {
      throw UsageError("\"\(String(escaping: text))\" is no id: it \(RequestID.rule)")
    }
    return text
  }
}
