internal import SMSProducer
internal import SMSSystem

extension Context {
  /// The id that was given, else a new one.
  ///
  /// - Throws: `CommandFailure` if the kernel gives no random bytes.
  func id(_ given: String?) throws(CommandFailure) -> String {
    if let given { return given }
    do throws(SystemError) {
      return try RequestIDs.make(at: wall())
    } catch {
      throw CommandFailure(error, .internalError)
    }
  }
}
