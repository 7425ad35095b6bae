internal import Dispatch
internal import Glibc
package import SMSSystem

/// A server on 127.0.0.1 that follows a script, correctly or not, for tests of HTTP clients.
///
/// Each connection performs its steps on a thread of its own, where it may block.
package final class ScriptedServer: Sendable {
  /// The port chosen by the system.
  package let port: UInt16

  /// The requests read by `readRequest` steps, in order of arrival.
  package let requests = Mailbox<ReceivedRequest>()

  /// The connections that have ended, in order.
  package let ends = Mailbox<ConnectionEnd>()

  /// The numbers of the connections, in order of arrival.
  package let connections = Mailbox<Int>()

  /// The URL for clients, such as `http://127.0.0.1:34567`.
  package var url: String { "http://127.0.0.1:\(port)" }

  private let listening: FileDescriptor
  private let open = OpenSockets()

  /// Starts listening; `script` returns the steps for a connection by its number, from 0.
  package init(_ script: @escaping @Sendable (Int) -> [ScriptedStep]) throws(SystemError) {
    Signal.ignoreBrokenPipes()
    let listening = try LoopbackSocket.bound()
    try Errno.check("listen") { listen(listening.raw, 128) }
    port = try LoopbackSocket.port(of: listening)
    let accepting = try listening.duplicate()
    self.listening = listening
    accept(accepting, script)
  }

  /// Starts listening, with the same steps for each connection.
  package convenience init(_ steps: ScriptedStep...) throws(SystemError) {
    try self.init { _ in steps }
  }

  deinit {
    stop()
  }

  /// Stops listening, and ends all connections.
  package func stop() {
    LoopbackSocket.shutDown(listening.raw, sendingOnly: false)
    open.shutDownAll()
  }

  /// Accepts connections until the socket is shut down.
  private func accept(
    _ listening: consuming FileDescriptor,
    _ script: @escaping @Sendable (Int) -> [ScriptedStep]
  ) {
    let raw = listening.release()
    BlockingThread.run { [open, requests, ends, connections] in
      let listening = FileDescriptor(owning: raw, path: "listening socket")
      var number = 0
      while let socket = try? listening.accept().release() {
        connections.send(number)
        open.insert(socket)
        ScriptedServer.serve(socket, number, script(number), requests, ends, open)
        number += 1
      }
    }
  }

  private static func serve(
    _ raw: Int32,
    _ number: Int,
    _ steps: [ScriptedStep],
    _ requests: Mailbox<ReceivedRequest>,
    _ ends: Mailbox<ConnectionEnd>,
    _ open: OpenSockets
  ) {
    BlockingThread.run {
      var connection = ScriptedConnection(
        number: number,
        socket: FileDescriptor(owning: raw, path: "connection \(number)"),
        requests: requests
      )
      let end = connection.run(steps)
      open.remove(raw)
      _ = consume connection
      ends.send(end)
    }
  }
}
