internal import SMSSystem

/// One connection of a scripted server, which performs its steps on a thread of its own.
struct ScriptedConnection: ~Copyable {
  /// Why the steps end early.
  private enum Stop: Error {
    case ended(ConnectionEnd.Cause)
  }

  let number: Int
  let socket: FileDescriptor
  let requests: Mailbox<ReceivedRequest>

  /// All bytes received.
  private var received: [UInt8] = []

  /// How many of them belong to requests already reported.
  private var consumed = 0

  init(number: Int, socket: consuming FileDescriptor, requests: Mailbox<ReceivedRequest>) {
    self.number = number
    self.socket = socket
    self.requests = requests
  }

  /// Performs the steps, and returns how the connection ended.
  mutating func run(_ steps: [ScriptedStep]) -> ConnectionEnd {
    var cause = ConnectionEnd.Cause.server
    do throws(Stop) {
      for step in steps {
        try perform(step)
      }
    } catch {
      switch error {
      case .ended(let reason): cause = reason
      }
    }
    return ConnectionEnd(connection: number, cause: cause, received: received)
  }

  private mutating func perform(_ step: ScriptedStep) throws(Stop) {
    switch step {
    case .readRequest: try readRequest()
    case .read(let count): try read(until: received.count + count)
    case .send(let bytes): try send(bytes)
    case .drip(let bytes, let milliseconds): try drip(bytes, milliseconds)
    case .wait(let gate): gate.wait()
    case .halfClose: LoopbackSocket.shutDown(socket.raw, sendingOnly: true)
    case .reset: LoopbackSocket.resetOnClose(socket)
    case .hang: try read(until: .max)
    }
  }

  private mutating func readRequest() throws(Stop) {
    while true {
      if let request = RequestParser.parse(received[consumed...]) {
        consumed += request.length
        requests.send(
          ReceivedRequest(connection: number, head: request.head, body: request.body)
        )
        return
      }
      try readMore()
    }
  }

  private mutating func read(until count: Int) throws(Stop) {
    while received.count < count {
      try readMore()
    }
  }

  private mutating func readMore() throws(Stop) {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    do throws(SystemError) {
      let count = try readOnce(&bytes)
      received += bytes.prefix(count)
      if count > 0 {
        return
      }
    } catch {
      throw .ended(.reset)
    }
    throw .ended(.client)
  }

  private func readOnce(_ bytes: inout [UInt8]) throws(SystemError) -> Int {
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(SystemError) in try socket.read(into: buffer) }
    }
    return try result.get()
  }

  private func send(_ bytes: [UInt8]) throws(Stop) {
    do throws(SystemError) {
      try socket.write(bytes)
    } catch {
      throw .ended(.reset)
    }
  }

  private mutating func drip(_ bytes: [UInt8], _ milliseconds: Int32) throws(Stop) {
    for byte in bytes {
      try send([byte])
      if LoopbackSocket.awaitInput(socket, milliseconds: milliseconds) {
        try readMore()
      }
    }
  }
}
