internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer
internal import SMSSpool
internal import SMSSystem

/// The operator's spool, where commands are submitted and their results published.
struct OperatorSpool {
  /// How long a running daemon may take to notice a request, in seconds.
  static let usualSeconds = 10.0
  /// How long it may take to carry out a request, in seconds: it waits for attempts in progress.
  static let workSeconds: Int64 = 60

  private let context: Context
  private let seconds: Double
  private let submitter: RequestSubmitter
  private let results: ResultDirectory
  private let place: LedgerPlace
  private let watch: OperatorWatch

  /// Opens the spool.
  ///
  /// - Throws: `CommandFailure`: 77 without permission, 69 if no daemon has created it yet.
  init(
    _ configuration: Configuration,
    _ context: Context,
    seconds: Double,
    for command: String
  ) throws(CommandFailure) {
    guard let layout = configuration.layouts[Configuration.operatorSpool] else {
      throw CommandFailure(.internalError, "the configuration has no operator's spool")
    }
    self.context = context
    self.seconds = seconds
    place = LedgerPlace(configuration)
    watch = OperatorWatch(configuration)
    do throws(SystemError) {
      submitter = try RequestSubmitter(path: layout.path(of: .incoming), takesOwner: true)
      results = try ResultDirectory(path: layout.path(of: .results))
    } catch {
      guard error.isNotFound else {
        throw LedgerAccess.denied(error, configuration.state, command)
      }
      throw CommandFailure(
        .unavailable,
        "no daemon has run with \(configuration.state) yet",
        hint: "Start it (systemctl start smsdispatch), or name its configuration with --config."
      )
    }
  }

  /// Checks that a daemon is there to carry out requests.
  ///
  /// - Throws: `CommandFailure` with status 69 if none is running.
  func checkRunning() throws(CommandFailure) {
    if let absence = watch.absence() { throw absence }
  }

  /// Has the daemon carry out a request.
  ///
  /// - Parameters:
  ///   - request: The request, without its id.
  ///   - given: Its id; nil for a new one.
  ///   - workSeconds: How long the daemon may take to carry it out.
  ///   - waiting: Called now and then with the request's name, until there is a result.
  /// - Returns: The final result.
  /// - Throws: `CommandFailure` with status 69 if no daemon accepts the request, which is then
  ///   withdrawn, so that it does not take effect later; at once if none is running.
  func ask(
    _ request: JSONObject,
    id given: String? = nil,
    workSeconds: Int64 = OperatorSpool.workSeconds,
    waiting: (JobName) -> Void = { _ in }
  ) async throws(CommandFailure) -> PublishedResult {
    if let absence = watch.absence() { throw absence }
    let id = try context.id(given)
    var object = JSONObject([("id", .string(id))])
    for member in request.members { object.set(member.name, member.value) }
    object.set("by", ifPresent: context.requester().json.map(JSONValue.object))
    let file = try submit(JSONWriter.write(.object(object)), id)
    if let result = try await untilTaken(id, file, waiting) { return result }
    try checkAccepted(id)
    return try await untilDone(id, workSeconds, waiting)
  }

  /// The published result of a request, also of one that was refused; nil if there is none yet.
  ///
  /// - Throws: `CommandFailure` if it cannot be read.
  func result(of id: String) async throws(CommandFailure) -> PublishedResult? {
    try await CommandFailure.ofResult { () async throws(ResultError) in try results.read(id) }
  }

  /// Makes a file that a request can name; the daemon removes it when the request is carried out.
  ///
  /// - Parameter write: Writes the content.
  /// - Returns: Its name.
  /// - Throws: `CommandFailure` if no daemon is running, or the file cannot be written.
  func attach(
    _ write: (borrowing FileDescriptor) throws(SystemError) -> Void
  ) throws(CommandFailure) -> FileName {
    if let absence = watch.absence() { throw absence }
    do throws(SystemError) {
      let word = String(try Randomness.word(), radix: 36)
      guard let name = FileName(SpoolNames.attachmentPrefix + word) else {
        preconditionFailure("letters and digits make a file name")
      }
      try submitter.attach(name, write)
      return name
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// Removes an attachment of a request that was withdrawn.
  func detach(_ name: FileName) { _ = submitter.withdraw(name) }

  /// Waits until the daemon has noticed the request, and withdraws it if that does not happen.
  ///
  /// - Returns: The final result; nil if the daemon has taken the request and is still at it.
  private func untilTaken(
    _ id: String,
    _ file: FileName,
    _ waiting: (JobName) -> Void
  ) async throws(CommandFailure) -> PublishedResult? {
    let begun = context.monotonic()
    let deadline = begun + Int64(seconds * 1e9)
    while true {
      if let result = try await look(for: id, before: deadline) { return result }
      waiting(Self.name(of: id))
      let now = context.monotonic()
      guard let refusal = watch.refusal(after: now - begun, isLast: now >= deadline) else {
        continue
      }
      guard submitter.withdraw(file) else { return nil }
      throw refusal
    }
  }

  /// Waits until the daemon has carried out a request that it has taken.
  private func untilDone(
    _ id: String,
    _ seconds: Int64,
    _ waiting: (JobName) -> Void
  ) async throws(CommandFailure) -> PublishedResult {
    let deadline = context.monotonic() + seconds * 1_000_000_000
    repeat {
      if let result = try await look(for: id, before: deadline) { return result }
      waiting(Self.name(of: id))
      guard watch.absence() == nil else {
        throw CommandFailure(
          .tryAgain,
          "the daemon has taken the request, and stopped before it was finished",
          hint: "It is finished when the daemon starts again (systemctl start smsdispatch)."
        )
      }
    } while context.monotonic() < deadline
    throw CommandFailure(
      .tryAgain,
      "the daemon has taken the request, and has not finished it yet",
      hint: "'\(ProgramName.value) list --spool \(Configuration.operatorSpool)' shows when it has."
    )
  }

  /// Has the daemon carry out a request that ends with a report.
  ///
  /// - Parameters:
  ///   - kind: The request's kind.
  ///   - file: The file that it is for, as the audit shows it; nil for none.
  ///   - workSeconds: How long the daemon may take to carry it out.
  /// - Returns: The report.
  /// - Throws: `CommandFailure`, also if the daemon did not carry out the request.
  func report(
    of kind: String,
    for file: String? = nil,
    workSeconds: Int64
  ) async throws(CommandFailure) -> JSONObject {
    var request = JSONObject([("kind", .string(kind))])
    request.set("file", ifPresent: file.map { .string($0) })
    let result = try await ask(request, workSeconds: workSeconds)
    guard result.isGood, let report = result.json["report"]?.object else {
      throw CommandFailure(result)
    }
    return report
  }

  /// The job of a request.
  private static func name(of id: String) -> JobName {
    JobName(spool: Configuration.operatorSpool, id: id)
  }

  /// Checks that the ledger has the request: a working one accepts a taken file at once.
  private func checkAccepted(_ id: String) throws(CommandFailure) {
    let name = Self.name(of: id)
    let reason: String
    do throws(LedgerError) {
      guard try !place.reader().knows(name) else { return }
      reason = "its ledger does not accept it"
    } catch {
      reason = "its ledger cannot be read: \(error.cause)"
    }
    throw CommandFailure(
      .tryAgain,
      "the daemon has taken the request, but \(reason)",
      hint: """
        It is carried out when the ledger works again. See '\(ProgramName.value) doctor' and the \
        log (journalctl -u smsdispatch).
        """
    )
  }

  private func submit(_ bytes: [UInt8], _ id: String) throws(CommandFailure) -> FileName {
    do throws(SystemError) {
      return try submitter.submit(bytes, named: id)
    } catch {
      throw CommandFailure(error, .cannotCreate)
    }
  }

  /// Waits for the final result until a deadline, but no longer than until the next look at the
  /// daemon.
  private func look(
    for id: String,
    before deadline: Int64
  ) async throws(CommandFailure) -> PublishedResult? {
    let end = min(deadline, context.monotonic() + OperatorWatch.interval)
    let result = try await CommandFailure.ofResult { () async throws(ResultError) in
      try await results.wait(for: id, until: end, now: context.monotonic)
    }
    return result?.isFinal == true ? result : nil
  }
}
