internal import SMSSandbox
internal import SMSSystem

/// Why there are no figures, as a sentence.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  init(_ error: SystemError) {
    self.init(error.description)
  }

  init(_ error: SandboxError) {
    self.init(error.description)
  }
}

extension Failure {
  /// Runs `body`, and turns a system error into a failure.
  static func converting<Value>(
    _ body: () throws(SystemError) -> Value
  ) throws(Failure) -> Value {
    do throws(SystemError) {
      return try body()
    } catch {
      throw Failure(error)
    }
  }
}
