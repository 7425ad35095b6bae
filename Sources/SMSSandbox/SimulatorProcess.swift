package import SMSSystem

/// The simulated provider as a separate process, which outlives a daemon that is killed.
package struct SimulatorProcess: Sendable {
  /// Where it listens, such as `http://127.0.0.1:40000`.
  package let url: String
  package let port: UInt16
  package let process: ChildProcess

  /// Starts the program in this one's directory on a free port, and returns when it listens.
  ///
  /// - Parameters:
  ///   - options: Its options, except for the port.
  ///   - path: The directory for its output.
  ///   - prefix: What comes before the program; it must become the program.
  ///   - environment: All the variables; nil for those of this process.
  /// - Throws: `SandboxError`.
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

/// One of the simulator's own calls, on a connection of its own (HTTP/1.0).
package struct SimulatorCall: Sendable {
  /// Method and path, such as `GET /_simulator/messages`.
  private let head: String
  /// JSON, or empty.
  private let body: String

  /// Makes a call.
  ///
  /// - Parameters:
  ///   - method: `GET`, `POST` or `DELETE`.
  ///   - name: What comes behind `/_simulator/`.
  ///   - body: JSON, or empty.
  package init(_ method: String, _ name: String, _ body: String = "") {
    head = "\(method) /_simulator/\(name)"
    self.body = body
  }

  /// What is written to the connection; it ends with the answer.
  package var request: String {
    "\(head) HTTP/1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// Makes the call; waits for the answer.
  ///
  /// - Parameter port: Where the simulator listens.
  /// - Returns: The answer's body.
  /// - Throws: `SandboxError`, as for an answer other than success.
  package func make(port: UInt16) throws(SandboxError) -> [UInt8] {
    let answer = try SandboxError.system { () throws(SystemError) in
      let socket = try FileDescriptor.connected(toLoopback: port, patience: 60)
      try socket.write(request.utf8)
      return try socket.read(upTo: 1 << 30)
    }
    return try body(of: answer)
  }

  /// The body of an answer.
  ///
  /// - Throws: `SandboxError.refused` for an answer other than success.
  package func body(of answer: [UInt8]) throws(SandboxError) -> [UInt8] {
    let end = Array("\r\n\r\n".utf8)
    let status = answer.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first
    guard status?.first == UInt8(ascii: "2"), let head = answer.firstRange(of: end) else {
      throw .refused(call: self.head, answer: String(decoding: answer, as: UTF8.self))
    }
    return Array(answer[head.upperBound...])
  }
}
