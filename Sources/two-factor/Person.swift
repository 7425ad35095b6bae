internal import SMSSystem

/// The person at the terminal.
struct Person {
  /// Writes a text and a newline.
  func say(_ text: String) {
    try? StandardStream.output.write(line: text)
  }

  /// Asks for a line.
  ///
  /// - Throws: `Failure` at the end of the input.
  func ask(_ question: String) throws(Failure) -> String {
    try? StandardStream.output.write(Array(question.utf8))
    return try read()
  }

  /// Asks for a line without showing what is typed.
  ///
  /// - Throws: `Failure` at the end of the input.
  func askHidden(_ question: String) throws(Failure) -> String {
    // First, so that what is typed before the question is discarded, not shown.
    Terminal.showInput(false)
    defer {
      Terminal.showInput(true)
      say("")
    }
    return try ask(question)
  }

  private func read() throws(Failure) -> String {
    let line: String?
    do throws(SystemError) {
      line = try Terminal.readLine()
    } catch {
      throw Failure(error)
    }
    guard let line else { throw Failure("Nobody answers.") }
    return line
  }
}
