internal import SMSSystem

/// The person at the terminal.
struct Person {
  /// Tells something, in lines of its own.
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

  /// Asks for a line that nobody may see.
  ///
  /// - Throws: `Failure` at the end of the input.
  func askHidden(_ question: String) throws(Failure) -> String {
    // First: what is typed before the question is dropped, not shown.
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
