/// One step of a scripted server on a connection, which it closes after the last step.
package enum ScriptedStep: Sendable {
  /// Reads one HTTP request, with a body of its Content-Length, and reports it.
  case readRequest

  /// Reads that many bytes; they appear in `ConnectionEnd.received`.
  case read(Int)

  /// Sends bytes.
  case send([UInt8])

  /// Sends bytes one at a time, each followed by a pause, until the client disconnects.
  case drip([UInt8], milliseconds: Int32)

  /// Waits until the test opens the gate.
  case wait(Gate)

  /// Stops sending, but can still read.
  case halfClose

  /// Closes with a reset (RST) instead of FIN.
  case reset

  /// Reads without ever answering, until the client disconnects or the server stops.
  case hang

  /// Sends text.
  package static func send(_ text: String) -> ScriptedStep {
    .send(Array(text.utf8))
  }

  /// Sends a well-formed HTTP/1.1 response.
  ///
  /// - Parameters:
  ///   - status: Code and reason, such as `200 OK`.
  ///   - headers: Whole lines without line ends; Content-Length is added.
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
