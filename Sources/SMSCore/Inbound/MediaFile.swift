/// What became of a file of an MMS that the daemon fetches.
package enum MediaState: Hashable, Sendable {
  /// It is to be fetched, perhaps once more.
  case pending
  /// It lies in `received/`.
  case stored(name: String, bytes: Int64)
  /// It is not fetched, or no longer.
  case failed(MediaFailure)
}

/// Why a file was not fetched.
package struct MediaFailure: Error, Hashable, Sendable {
  package var fault: MediaFault
  /// The HTTP status, if there was an answer.
  package var httpStatus: Int?

  package init(_ fault: MediaFault, httpStatus: Int? = nil) {
    self.fault = fault
    self.httpStatus = httpStatus
  }

  /// What went wrong, without the link.
  package var message: String {
    httpStatus.map { "\(fault.message) (HTTP status \($0))" } ?? fault.message
  }
}

/// What can go wrong with a file of an MMS.
package enum MediaFault: String, CaseIterable, Hashable, Sendable {
  /// The link is not https to port 443, names a user, or leads to a host that is not listed.
  case linkRefused = "link_refused"
  /// The link leads to an address that is not public, or to this machine.
  case addressRefused = "address_refused"
  /// The message has more files than are fetched.
  case tooMany = "too_many"
  case tooLarge = "too_large"
  /// The server sent no byte.
  case empty
  /// 401, 403, 404 or 410: the link no longer works, or does not work yet.
  case gone
  /// Any other status but 200, among them redirects.
  case refused
  /// No connection, or one that broke.
  case unreachable
  /// It took longer than `timeout_seconds`.
  case timeout
  /// It could not be written.
  case notStored = "not_stored"

  package var message: String {
    switch self {
    case .linkRefused: "the link is not one that is followed"
    case .addressRefused: "the link leads to an address that is not public"
    case .tooMany: "the message has more files than are fetched"
    case .tooLarge: "the file is larger than what is fetched"
    case .empty: "the file is empty"
    case .gone: "the link does not work"
    case .refused: "the server did not send the file"
    case .unreachable: "the server could not be reached, or broke off"
    case .timeout: "the server took too long"
    case .notStored: "the file could not be written"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .linkRefused:
      """
      Only https links to port 443 without a user name are followed, and with \
      listener.inbound_media.hosts only those to the hosts there.
      """
    case .addressRefused:
      """
      Links to private or local addresses, or to this machine, are not followed. If the network \
      only lets a proxy out, set listener.inbound_media.proxy and hosts.
      """
    case .tooMany:
      "Fetch the rest by its url while the link works, or raise listener.inbound_media.max_files."
    case .tooLarge:
      "Fetch it by its url while the link works, or raise listener.inbound_media.max_bytes."
    case .empty, .gone:
      "Links expire after some days; if the picture matters, ask the person to send it again."
    case .refused:
      "Redirects are not followed. Try the url by hand; if it works, fetch it yourself."
    case .unreachable, .timeout:
      "Check that the daemon's machine reaches the host of the url on port 443."
    case .notStored:
      "Free space on the spool's disk, or check the rights of received/; the url may still work."
    }
  }

  /// How long it is fetched again after this fault.
  fileprivate var patience: Interval {
    switch self {
    case .linkRefused, .tooMany, .tooLarge: .zero
    // A name server in trouble gives local addresses; what is just stored is not there at once.
    case .addressRefused, .empty, .gone, .refused: Interval(seconds: 3_600)
    case .unreachable, .timeout, .notStored: MediaSchedule.life
    }
  }
}

/// When files of an MMS are fetched, and for how long.
///
/// | tries so far | 1 | 2 | 3 | … | 10 and more |
/// |---|---|---|---|---|---|
/// | wait | 30 s | 1 min | 2 min | doubled | 4 h |
package enum MediaSchedule {
  /// How long after the text a file is fetched at most; links have been seen to work for seven days.
  package static let life = Interval(seconds: 3 * 86_400)
  private static let firstWait = 30.0
  private static let longestWait = 4.0 * 3_600

  /// When a new text's files are given up: after `life`, or before what names them is removed.
  ///
  /// - Parameters:
  ///   - sentAt: When the text came, or when the provider had it.
  ///   - kept: For how long the text's file, and its row in the ledger, are kept.
  ///   - now: The time; an old text's files get an hour.
  /// - Returns: The time.
  package static func end(
    sentAt: WallTime,
    kept: Interval,
    at now: WallTime
  ) -> WallTime {
    max(sentAt.advanced(by: min(life, kept)), now.advanced(by: Interval(seconds: 3_600)))
  }

  /// When to fetch a file again.
  ///
  /// - Parameters:
  ///   - fault: What went wrong.
  ///   - tries: How often it was fetched, with this time.
  ///   - begun: When the text came.
  ///   - end: When its files are given up.
  ///   - now: The time.
  /// - Returns: The time; nil if it is given up.
  package static func next(
    after fault: MediaFault,
    tries: Int,
    begun: WallTime,
    end: WallTime,
    at now: WallTime
  ) -> WallTime? {
    guard fault.patience > .zero else { return nil }
    let last = min(end, begun.advanced(by: fault.patience))
    let doublings = Double(min(max(0, tries - 1), 16))
    var wait = firstWait
    for _ in 0..<Int(doublings) { wait = min(wait * 2, longestWait) }
    let next = now.advanced(by: Interval(seconds: wait))
    return next <= last ? next : nil
  }
}
