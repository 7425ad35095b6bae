package import SMSCore
internal import SMSJSON
package import SMSSystem

/// The daemon's own state, kept in its lock file: it can be read while the ledger takes no notes
/// and the disk is full, and is correct even after the daemon was killed.
package struct DaemonState: Equatable, Sendable {
  package enum Phase: String, Sendable {
    case starting
    case running
    case draining
    case stopped
  }

  /// Since when the ledger has been failing, and what to do about it.
  package struct LedgerFailure: Equatable, Sendable {
    package var since: WallTime
    package var error: String
    package var hint: String

    package init(since: WallTime, error: String, hint: String) {
      self.since = since
      self.error = error
      self.hint = hint
    }
  }

  /// The lock file, in the state directory.
  package static let fileName: FileName = "lock"
  /// The maximum length of an error or hint, so that the file keeps its size.
  private static let longestText = 600

  package var daemon: ProcessIdentity
  package var version: String
  package var startedAt: WallTime
  /// The configuration file that the daemon was started with.
  package var configurationPath: String
  package var phase: Phase
  package var ledgerFailure: LedgerFailure?
  /// When a reload was refused, unless a later one was accepted.
  package var reloadRefusedAt: WallTime?

  package init(
    daemon: ProcessIdentity,
    version: String,
    startedAt: WallTime,
    configurationPath: String,
    phase: Phase
  ) {
    self.daemon = daemon
    self.version = version
    self.startedAt = startedAt
    self.configurationPath = configurationPath
    self.phase = phase
  }
}

extension DaemonState.LedgerFailure {
  /// The failure, since the start of the previous one if that has not ended; nil without a failure.
  init?(_ failure: LedgerError?, after last: Self?, at now: WallTime) {
    guard let failure else { return nil }
    self.init(since: last?.since ?? now, error: failure.summary, hint: failure.hint)
  }
}

extension DaemonState {
  /// A daemon in this process that has taken its lock.
  init(starting options: DaemonOptions, boot: String) {
    self.init(
      daemon: ProcessIdentity(of: options.processID, boot: boot),
      version: Daemon.version,
      startedAt: Moment.now().wall,
      configurationPath: options.configurationPath,
      phase: .starting
    )
  }
}

extension DaemonState {
  /// The last state written by the state directory's daemon; must be read before taking the lock.
  ///
  /// nil if there has been no daemon yet, or only one of an earlier version.
  static func last(in directory: Directory) -> DaemonState? {
    (try? LockFile.read(fileName, in: directory)).flatMap { DaemonState(line: $0.words) }
  }
}

// MARK: Written and read

extension DaemonState {
  /// One line of JSON.
  package var line: String {
    var object = JSONObject(daemon.members)
    let members: [(String, JSONValue)] = [
      ("version", .string(version)),
      ("started_at", .string(startedAt.text)),
      ("configuration", .string(configurationPath)),
      ("state", .string(phase.rawValue)),
    ]
    for (name, value) in members { object.set(name, value) }
    object.set("ledger", ifPresent: ledgerFailure.map { .object(Self.json($0)) })
    object.set("reload_refused_at", ifPresent: reloadRefusedAt.map { .string($0.text) })
    return String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self)
  }

  private static func json(_ failure: LedgerFailure) -> JSONObject {
    JSONObject([
      ("since", .string(failure.since.text)),
      ("error", .string(String(failure.error.prefix(longestText)))),
      ("hint", .string(String(failure.hint.prefix(longestText)))),
    ])
  }

  /// Reads a line; nil for anything else, such as a partly written line.
  package init?(line: String) {
    guard let object = try? JSONParser.parse(Array(line.utf8)).object,
      let daemon = ProcessIdentity(object),
      let startedAt = Self.time(object["started_at"]),
      let phase = object["state"]?.string.flatMap(Phase.init)
    else { return nil }
    self.init(
      daemon: daemon,
      version: object["version"]?.string ?? "",
      startedAt: startedAt,
      configurationPath: object["configuration"]?.string ?? "",
      phase: phase
    )
    ledgerFailure = Self.failure(object["ledger"]?.object)
    reloadRefusedAt = Self.time(object["reload_refused_at"])
  }

  private static func failure(_ object: JSONObject?) -> LedgerFailure? {
    guard let object, let since = time(object["since"]) else { return nil }
    return LedgerFailure(
      since: since,
      error: object["error"]?.string ?? "",
      hint: object["hint"]?.string ?? ""
    )
  }

  private static func time(_ value: JSONValue?) -> WallTime? {
    value?.string.flatMap(RFC3339.time)
  }
}
