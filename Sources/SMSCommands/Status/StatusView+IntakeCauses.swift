internal import SMSCore
internal import SMSDaemon
internal import SMSSpool
internal import SMSSystem

extension StatusView {
  /// Spools that take no requests, those with the same cause together.
  var intakeTroubles: [StatusCause] {
    guard daemon.ledgerFailure == nil else { return [] }
    var groups: [(key: String, intakes: [(name: String, intake: Intake)])] = []
    for (name, intake) in pausedIntakes {
      let key = intake.code == Self.lowDisk ? Self.lowDisk : intake.reason ?? ""
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].intakes.append((name, intake))
      } else {
        groups.append((key, [(name, intake)]))
      }
    }
    return groups.map { cause(of: $0.intakes) }
  }

  private static let lowDisk = "low_disk"

  private var pausedIntakes: [(name: String, intake: Intake)] {
    var intakes = spools.compactMap { spool in spool.intake.map { (spool.name, $0) } }
    if let operatorIntake { intakes.append((Configuration.operatorSpool, operatorIntake)) }
    return intakes.filter { _, intake in
      guard intake.state == "paused" else { return false }
      // Told by the restore.
      return restoration == nil || intake.code != "restored"
    }
  }

  private func cause(of intakes: [(name: String, intake: Intake)]) -> StatusCause {
    let intake = intakes[0].intake
    var cause = StatusCause(
      .critical,
      "paused",
      "intake of \(Self.list(intakes.map(\.name)))",
      since: intakes.compactMap(\.intake.since).min(),
      reason: Self.withoutStop(intake.reason ?? intake.code ?? "")
    )
    cause.facts = [filesWords(Set(intakes.map(\.name)))].compactMap(\.self)
    cause.command = "\(ProgramName.value) doctor"
    let low = disks.filter(\.isLow)
    if intake.code == Self.lowDisk, !low.isEmpty {
      cause.reason = low.map(\.words).joined(separator: ", and ")
      cause.hint = "Free space there, or lower min_free_mb; what waits is sent meanwhile."
      cause.command = "df -h \(low.map { String(shellWord: $0.path) }.joined(separator: " "))"
    }
    return cause
  }

  /// The files in `incoming/` of some spools, in words; nil if there are none.
  private func filesWords(_ names: Set<String>) -> String? {
    let files = spools.filter { names.contains($0.name) }.compactMap(\.files)
    let count = files.reduce(0) { $0 + $1.count }
    guard count > 0, let oldest = files.compactMap(\.oldest).min() else { return nil }
    let isAtLeast = files.contains { $0.count >= WaitingFiles.mostCounted }
    let noun = count == 1 ? "file waits" : "files wait"
    let number = Self.count(count, isAtLeast: isAtLeast)
    return "\(number) \(noun) in incoming/, the oldest for \(Span.coarse(now.since(oldest)))"
  }

  /// What stops nothing, or not yet.
  var smallMatters: [StatusCause] {
    let disks = disks.filter(\.isNearlyLow).map { disk in
      var cause = StatusCause(.notice, "low", "disk of \(disk.path)", reason: disk.words)
      cause.facts = ["below that, intake pauses"]
      cause.command = "df -h \(String(shellWord: disk.path))"
      return cause
    }
    return disks + reloadRefused + refused + spools.flatMap { strays($0) }
  }

  private var reloadRefused: [StatusCause] {
    guard let time = daemon.reloadRefusedAt else { return [] }
    var cause = StatusCause(.notice, "refused", "last reload", since: time)
    cause.reason = "the daemon goes on with what it had"
    cause.command = "\(ProgramName.value) config check"
    return [cause]
  }

  private var refused: [StatusCause] {
    refusedPrefixes.map { refused in
      var cause = StatusCause(.notice, "refused", "codes to \(refused.prefix)")
      cause.reason = "too few were entered right (verification.prefix_guard_share)"
      cause.facts = ["next \(Span.coarse(refused.until, from: now))"]
      return cause
    }
  }

  private func strays(_ spool: Spool) -> [StatusCause] {
    var causes: [StatusCause] = []
    if let count = spool.intake?.strayFiles {
      var cause = StatusCause(
        .notice,
        "ignored",
        "\(Quantity.of(count, "file")) in incoming/ of spool \(spool.name)",
        reason: "the name ends neither in .json nor in .jsonl"
      )
      cause.command = "\(ProgramName.value) doctor"
      causes.append(cause)
    }
    if let reason = spool.intake?.waitingBatch {
      causes.append(StatusCause(.notice, "waiting", "batch in spool \(spool.name)", reason: reason))
    }
    if spool.intake?.isScanned == true {
      let subject = "spool \(spool.name)"
      let reason = "the kernel reports no new files, so they are found every 10 s"
      causes.append(StatusCause(.notice, "scanned", subject, reason: reason))
    }
    return causes
  }
}

extension StatusView.Disk {
  /// How full it is: `12 MiB free on /var, less than 100 MiB`.
  fileprivate var words: String {
    let relation = isLow ? "less than \(minimum >> 20) MiB" : "the limit is \(minimum >> 20) MiB"
    return "\(freeBytes >> 20) MiB free on \(path), \(relation)"
  }
}

// MARK: Words

extension StatusView {
  /// The most names that are listed; the rest are counted.
  private static let mostNames = 3

  /// `a, b, c and 4 more`.
  static func list(_ names: [String]) -> String {
    guard names.count > mostNames + 1 else { return names.joined(separator: ", ") }
    let shown = names.prefix(mostNames).joined(separator: ", ")
    return "\(shown) and \(names.count - mostNames) more"
  }

  /// `10,000 or more` if the count ended there.
  static func count(_ count: Int, isAtLeast: Bool) -> String {
    grouped(count) + (isAtLeast ? " or more" : "")
  }

  /// With commas between thousands: `1,204`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let groups = stride(from: digits.count, to: 0, by: -3).map { end in
      String(digits[max(0, end - 3)..<end])
    }
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
  }

  /// A rate with at most two digits behind the point: `5/s`, `0.62/s`.
  static func rate(_ rate: Double) -> String {
    guard rate != rate.rounded() else { return "\(Int(clamping: Int64(rate)))/s" }
    let hundredths = Int((rate * 100).rounded())
    guard hundredths > 0 else { return "less than 0.01/s" }
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    let digits = rest < 10 ? "0\(rest)" : rest % 10 == 0 ? "\(rest / 10)" : "\(rest)"
    return rest == 0 ? "\(whole)/s" : "\(whole).\(digits)/s"
  }

  private static func withoutStop(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
