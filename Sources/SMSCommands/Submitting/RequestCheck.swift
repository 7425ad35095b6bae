internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSSpool

/// Checks requests as the daemon will, so that mistakes are found before submission.
struct RequestCheck {
  private let decoder: RequestDecoder?
  private let rules: RequestRules?
  private let received: @Sendable (String) -> ReceivedEnds?
  private let now: WallTime

  /// Creates a check by the rules of one spool.
  ///
  /// - Parameters:
  ///   - configuration: The daemon's configuration; nil if it is not known, which accepts
  ///     everything.
  ///   - spool: The spool's name.
  ///   - now: The time in nanoseconds since 1970.
  init(_ configuration: Configuration?, spool: String, now: Int64) {
    let files = configuration?.layouts[spool].map(ReceivedFiles.init)
    received = { files?.ends(of: $0) }
    var rules = configuration?.rules(of: spool)
    decoder = rules.map { [received] in RequestDecoder(rules: $0, received: received) }
    if let configuration { rules?.giveUpAfter = configuration.batches.giveUpAfter }
    self.rules = rules
    self.now = WallTime(nanoseconds: now)
  }

  /// Checks the messages of a batch; nil if the configuration is not known.
  func batch(_ header: JSONObject) -> BatchChecker? {
    rules.map { BatchChecker(header, rules: $0, received: received, now: now) }
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
