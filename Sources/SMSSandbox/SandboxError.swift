package import SMSSpool
package import SMSSystem

/// Why a sandbox cannot be used.
package enum SandboxError: Error, Sendable {
  case system(SystemError)
  case spool(SpoolProblem)
  /// A program did not start; `output` is what it wrote.
  case notStarted(program: String, output: String)
  /// A program did not write the expected output in time.
  case timedOut(path: String, seconds: Int64)
  /// A program that was told to stop did not exit with status 0.
  case ended(program: String, ExitStatus?)
  /// The simulator's administration interface did not answer with success.
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

  /// Converts the system errors of `body` to errors of the sandbox.
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
