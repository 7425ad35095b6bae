package import SMSSpool
package import SMSSystem

/// Why a sandbox cannot be used.
package enum SandboxError: Error, Sendable {
  case system(SystemError)
  case spool(SpoolProblem)
  /// A program does not start; the text is what it wrote.
  case notStarted(program: String, output: String)
  /// A program did not write what was awaited.
  case timedOut(path: String, seconds: Int64)
  /// A program that was asked to end did not end with status 0.
  case ended(program: String, ExitStatus?)
  /// The simulator answered one of its own calls otherwise than with success.
  case refused(call: String, answer: String)
}

extension SandboxError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error): "\(error)"
    case .spool(let problem): "\(problem). \(problem.hint)"
    case .notStarted(let program, let output): "\(program) does not start:\n\(output)"
    case .timedOut(let path, let seconds): "waited for \(path) for \(seconds) s in vain"
    case .ended(let program, let status):
      "\(program) did not end well: \(status.map { "\($0)" } ?? "no status")"
    case .refused(let call, let answer): "the simulator answered \(call) with: \(answer)"
    }
  }

  /// Makes calls to the system whose failures become failures of the sandbox.
  static func system<Value: ~Copyable>(
    _ body: () throws(SystemError) -> Value
  ) throws(SandboxError) -> Value {
    do throws(SystemError) {
      return try body()
    } catch {
      throw .system(error)
    }
  }
}
