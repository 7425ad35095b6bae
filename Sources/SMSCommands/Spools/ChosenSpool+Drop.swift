internal import SMSSystem

extension ChosenSpool {
  /// Opens `incoming/` for adding requests.
  ///
  /// - Throws: `CommandFailure` with status 77 or 73, and what to do.
  func openDrop() throws(CommandFailure) -> RequestDrop {
    do throws(SystemError) {
      return try RequestDrop(path: incoming)
    } catch {
      throw CommandFailure(error, .cannotCreate, hint: SpoolHint.of(error, self))
    }
  }
}

extension RequestDrop {
  /// Submits one request for a person who reads the error.
  ///
  /// - Returns: The file's name.
  /// - Throws: `CommandFailure` with status 77 or 73, and what to do.
  @discardableResult
  func submit(
    _ bytes: [UInt8],
    id: String,
    to spool: ChosenSpool
  ) throws(CommandFailure) -> FileName {
    do throws(SystemError) {
      return try submit(bytes, id: id)
    } catch {
      throw CommandFailure(error, .cannotCreate, hint: SpoolHint.of(error, spool))
    }
  }
}
