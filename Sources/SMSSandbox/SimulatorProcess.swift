package import SMSSystem

/// The simulated provider as a separate process, which survives when the daemon is killed.
package struct SimulatorProcess: Sendable {
  /// The URL at which it listens, such as `http://127.0.0.1:40000`.
  package let url: String
  package let port: UInt16
  package let process: ChildProcess

  /// Starts the program from the directory of the running program on a free port, and waits until
  /// it listens.
  ///
  /// - Parameters:
  ///   - options: Its options, except the port.
  ///   - path: The directory for its output.
  ///   - prefix: A command to put before the program; it must replace itself with the program.
  ///   - environment: The complete environment; nil inherits this process's.
  /// - Throws: `SandboxError` if it cannot be started or does not listen in time.
  package init(
    _ options: [String],
    in path: String,
    after prefix: [String] = [],
    environment: [String: String]? = nil
  ) async throws(SandboxError) {
    let output: OutputFile
    do throws(SystemError) {
      output = try OutputFile("simulator.url", in: path)
      let program = try CurrentProcess.program(beside: "flowroute-simulator")
      let line = prefix + [program, "--port", "0", "--quiet"] + options
      var command = ChildCommand(line[0], Array(line.dropFirst()), environment: environment)
      command.output = .file("\(path)/simulator.url")
      process = try ChildProcess(command)
    } catch {
      throw .system(error)
    }
    url = try await output.wait { text in
      text.firstIndex(of: "\n").map { String(text[..<$0]) }
    }
    guard let port = url.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw .notStarted(program: "the simulator", output: url)
    }
    self.port = port
  }

  /// Stops it.
  package func stop() async {
    try? process.send(.terminate)
    _ = try? await process.wait()
  }
}

/// One call of the simulator's administration interface, on its own connection (HTTP/1.0).
package struct SimulatorCall: Sendable {
  /// Method and path, such as `GET /_simulator/messages`.
  private let head: String
  /// JSON, or empty for no body.
  private let body: String

  /// Creates a call.
  ///
  /// - Parameters:
  ///   - method: `GET`, `POST` or `DELETE`.
  ///   - name: The path after `/_simulator/`.
  ///   - body: JSON, or empty for no body.
  package init(_ method: String, _ name: String, _ body: String = "") {
    head = "\(method) /_simulator/\(name)"
    self.body = body
  }

  /// The bytes to write to the connection, which the simulator closes after its answer.
  package var request: String {
    "\(head) HTTP/1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// Makes the call, and waits for the answer.
  ///
  /// - Parameter port: The simulator's port.
  /// - Returns: The answer's body.
  /// - Throws: `SandboxError` if the connection fails or the answer is not a success.
  package func make(port: UInt16) throws(SandboxError) -> [UInt8] {
    let answer = try SandboxError.system { () throws(SystemError) in
      let socket = try FileDescriptor.connected(toLoopback: port, patience: 60)
      try socket.write(request.utf8)
      return try socket.read(upTo: 1 << 30)
    }
    return try body(of: answer)
  }

  /// Extracts the body of an answer.
  ///
  /// - Throws: `SandboxError.refused` if the answer is not a success.
  package func body(of answer: [UInt8]) throws(SandboxError) -> [UInt8] {
    let end = Array("\r\n\r\n".utf8)
    let status = answer.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first
    guard status?.first == UInt8(ascii: "2"), let head = answer.firstRange(of: end) else {
      throw .refused(call: self.head, answer: String(decoding: answer, as: UTF8.self))
    }
    return Array(answer[head.upperBound...])
  }
}
