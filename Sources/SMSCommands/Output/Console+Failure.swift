internal import SMSDaemon

extension Console {
  /// Tells why the program ends: `smsdispatch show: …`, and below it what to do.
  ///
  /// In the journal all of it are errors, the lines of the hint too.
  package func tell(_ failure: CommandFailure, by command: String) {
    let name = command.isEmpty ? ProgramName.value : "\(ProgramName.value) \(command)"
    let level = isJournal ? "<\(LogLevel.error.rawValue)>" : ""
    for line in failure.message.split(separator: "\n") {
      tell("\(level)\(name): \(line)")
    }
    // The journal folds lines by itself.
    let width = isJournal ? Int.max : width(.error)
    for line in Paragraph.wrap(failure.hint, width: width, indent: "  ") where !line.isEmpty {
      tell("\(level)\(line)")
    }
  }
}
