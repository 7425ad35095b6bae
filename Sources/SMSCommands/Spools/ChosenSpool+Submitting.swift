internal import SMSProducer
internal import SMSSystem

extension ChosenSpool {
  /// Opens `incoming/` for adding requests.
  ///
  /// - Throws: `CommandFailure` with status 77 or 73, and what to do.
  func openSubmitter() throws(CommandFailure) -> RequestSubmitter {
    do throws(SystemError) {
      return try RequestSubmitter(path: incoming)
    } catch {
      throw CommandFailure(error, .cannotCreate, hint: SpoolHint.of(error, self))
    }
  }
}

extension RequestSubmitter {
  /// Submits one request for a person who reads the error.
  ///
  /// - Returns: The file's name.
  /// - Throws: `CommandFailure` with status 77 or 73, and what to do.
  @discardableResult
  func submit(
    _ bytes: [UInt8],
    named stem: String,
    to spool: ChosenSpool
  ) throws(CommandFailure) -> FileName {
    do throws(SystemError) {
      return try submit(bytes, named: stem)
    } catch {
      throw CommandFailure(error, .cannotCreate, hint: SpoolHint.of(error, spool))
    }
  }
}
