internal import SMSCore
internal import SMSDaemon
internal import SMSSpool

/// Judges requests as the daemon will, so that a mistake shows before anything is submitted.
struct RequestCheck {
  private let decoder: RequestDecoder?
  private let now: WallTime

  /// Makes a check by the rules of one spool.
  ///
  /// - Parameters:
  ///   - configuration: What the daemon goes by; nil if it is not known: then nothing is wrong.
  ///   - spool: The spool's name.
  ///   - now: Nanoseconds since 1970.
  init(_ configuration: Configuration?, spool: String, now: Int64) {
    decoder = configuration.map { configuration in
      let received = configuration.layouts[spool].map(ReceivedFiles.init)
      return RequestDecoder(rules: configuration.rules(of: spool)) { received?.ends(of: $0) }
    }
    self.now = WallTime(nanoseconds: now)
  }

  /// Checks one request.
  ///
  /// - Throws: `CommandFailure` with status 64, which tells all faults and their repair.
  func check(_ bytes: [UInt8], id: String) throws(CommandFailure) {
    if let error = fault(of: bytes, id: id) {
      throw CommandFailure(.usage, error.message, hint: error.hint)
    }
  }

  /// What is wrong with a request, nil if nothing is.
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
