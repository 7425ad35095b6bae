internal import SMSProducer
internal import SMSSystem

extension ChosenSpool {
  /// Opens `incoming/` for submitting requests.
  ///
  /// - Throws: `CommandFailure` with status 77 or 73 and a hint if it cannot be opened.
  func openSubmitter() throws(CommandFailure) -> RequestSubmitter {
    do throws(SystemError) {
      return try RequestSubmitter(path: incoming)
    } catch {
      throw CommandFailure(error, .cannotCreate, hint: SpoolHint.of(error, self))
    }
  }
}

extension RequestSubmitter {
  /// Submits one request, with errors made for users.
  ///
  /// - Returns: The file's name.
  /// - Throws: `CommandFailure` with status 77 or 73 and a hint if it cannot be written.
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
