internal import SMSSystem

/// Why there are no figures, in a sentence.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  init(_ error: SystemError) {
    self.init(error.description)
  }
}

extension Failure {
  /// Does something, and turns what the system says into a failure.
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
