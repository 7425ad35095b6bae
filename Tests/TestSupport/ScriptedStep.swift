/// One thing a scripted server does on a connection; at the end of its steps it closes.
package enum ScriptedStep: Sendable {
  /// Reads one HTTP request, with the body that its Content-Length announces, and reports it.
  case readRequest

  /// Reads until that many bytes came; they show in the connection's end.
  case read(Int)

  /// Sends bytes.
  case send([UInt8])

  /// Sends bytes one by one, with a pause after each, until the client goes.
  case drip([UInt8], milliseconds: Int32)

  /// Waits until the test opens the gate.
  case wait(Gate)

  /// Sends no more, but can still read.
  case halfClose

  /// Closes with a reset (RST) instead of an end (FIN).
  case reset

  /// Reads and never answers, until the client goes or the server stops.
  case hang

  /// Sends text.
  package static func send(_ text: String) -> ScriptedStep {
    .send(Array(text.utf8))
  }

  /// Sends a well-formed HTTP/1.1 answer.
  ///
  /// - Parameters:
  ///   - status: Code and reason, such as `200 OK`.
  ///   - headers: Whole lines, without line ends; Content-Length is added.
  ///   - body: The body.
  /// - Returns: The step.
  package static func answer(
    _ status: String,
    headers: [String] = ["Content-Type: application/json"],
    body: String = ""
  ) -> ScriptedStep {
    let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)", "", body]
    return .send(lines.joined(separator: "\r\n"))
  }
}
