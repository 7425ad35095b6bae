internal import SMSCore
internal import SMSDaemon
internal import SMSSpool

/// Checks requests as the daemon will, so that mistakes are found before submission.
struct RequestCheck {
  private let decoder: RequestDecoder?
  private let now: WallTime

  /// Creates a check by the rules of one spool.
  ///
  /// - Parameters:
  ///   - configuration: The daemon's configuration; nil if it is not known, which accepts
  ///     everything.
  ///   - spool: The spool's name.
  ///   - now: The time in nanoseconds since 1970.
  init(_ configuration: Configuration?, spool: String, now: Int64) {
    decoder = configuration.map { configuration in
      let received = configuration.layouts[spool].map(ReceivedFiles.init)
      return RequestDecoder(rules: configuration.rules(of: spool)) { received?.ends(of: $0) }
    }
    self.now = WallTime(nanoseconds: now)
  }

  /// Checks one request.
  ///
  /// - Throws: `CommandFailure` with status 64, with all faults and their repairs.
  func check(_ bytes: [UInt8], id: String) throws(CommandFailure) {
    if let error = fault(of: bytes, id: id) {
      throw CommandFailure(.usage, error.message, hint: error.hint)
    }
  }

  /// The error of a request; nil if it is valid.
  func fault(of bytes: [UInt8], id: String) -> JobError? {
    do throws(RequestDecoder.Failure) {
      _ = try decoder?.decode(
        bytes,
        from: RequestOrigin(stem: id, changedAt: now, now: now)
      )
      return nil
    } catch {
      return error.refusal.error
    }
  }
}
