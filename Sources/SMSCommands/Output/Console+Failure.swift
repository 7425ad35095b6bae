extension Console {
  /// Tells why the program ends: `smsdispatch show: …`, and below it what to do.
  package func tell(_ failure: CommandFailure, by command: String) {
    let name = command.isEmpty ? ProgramName.value : "\(ProgramName.value) \(command)"
    let width = width(.error)
    for line in failure.message.split(separator: "\n") {
      tell("\(name): \(line)")
    }
    for line in Paragraph.wrap(failure.hint, width: width, indent: "  ") where !line.isEmpty {
      tell(line)
    }
  }
}
