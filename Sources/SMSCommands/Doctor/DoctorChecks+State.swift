internal import SMSCore
internal import SMSDaemon
internal import SMSSystem

extension DoctorChecks {
  /// Checks the state directory, the ledger, the secret key and the free space of their disk.
  func state() -> [Finding] {
    let path = configuration.state
    let directory: Directory
    do throws(SystemError) {
      directory = try Directory(path: path)
    } catch {
      return [unusable(error, path)]
    }
    var findings: [Finding] = []
    if let mode = try? directory.status().mode, mode & 0o077 != 0 {
      findings.append(
        .problem("\(path) is open to others", hint: "chmod 700 \(path)", .noPermission)
      )
    }
    findings.append(secret(in: directory))
    findings.append(room(on: directory, path, for: "the state"))
    findings.append(ledger(in: directory))
    findings += refusedNumbers()
    return findings
  }

  private func unusable(_ error: SystemError, _ path: String) -> Finding {
    if error.isNotFound {
      return .note(
        "\(path) is not there: no daemon has run with this configuration yet",
        hint: "systemctl start smsdispatch"
      )
    }
    if error.isPermissionDenied, !seesAsDaemon {
      return .note("\(path) cannot be read by this user", hint: "Run doctor as root.")
    }
    return .problem("\(error)", hint: Self.sentence(error.hint), .noPermission)
  }

  private func secret(in directory: Directory) -> Finding {
    let path = directory.path + "/secret.key"
    guard let status = try? directory.status("secret.key") else {
      return .note("\(path) is not there yet: the daemon makes it when it first starts")
    }
    guard status.kind == .regular, status.size == 32, status.mode & 0o077 == 0 else {
      return .problem(
        "\(path) must be a regular file of 32 bytes with mode 600",
        hint: """
          Restore it from a backup, or chmod 600. A new key makes the daemon refuse repeated ids \
          as duplicates.
          """,
        .noPermission
      )
    }
    return .ok("secret key")
  }

  /// The time limit for checking the ledger's structure.
  private static let checkTime = Interval(seconds: 10)

  private func ledger(in directory: Directory) -> Finding {
    let place = LedgerPlace(configuration)
    let path = place.path
    if let process = OpenLedger.displaced(configuration) {
      let failure = CommandFailure(displaced: process, configuration)
      return .problem(failure.message, hint: failure.hint)
    }
    guard (try? directory.contains(LedgerPlace.files.ledger)) == true else {
      return .note("\(path) is not there yet: the daemon makes it when it first starts")
    }
    do throws(LedgerError) {
      let totals = try place.reader().summary().totals
      let jobs = Quantity.of(totals.reduce(0) { $0 + $1.jobs }, "job")
      return try structure(of: place, "ledger, \(jobs)")
    } catch {
      return .problem("\(error.operation) \(error.path): \(error.cause)", hint: error.hint)
    }
  }

  /// Counts accepted numbers that the current version or configuration would refuse; they are still
  /// sent.
  private func refusedNumbers() -> [Finding] {
    let destinations = configuration.spools.mapValues(\.destinations)
    var counts: [String: Int] = [:]
    do throws(LedgerError) {
      try LedgerPlace(configuration).reader().forEachPendingRecipient { spool, number in
        guard destinations[spool]?.refusal(of: number) != nil else { return }
        counts[spool, default: 0] += 1
      }
    } catch {
      // An unreadable ledger has a finding of its own.
      return []
    }
    return counts.sorted { $0.key < $1.key }.map { spool, count in
      .note(
        "\(Quantity.of(count, "accepted number")) of spool \(spool) would be refused today; "
          + "what was accepted is still sent",
        hint: "See spools.\(spool).destinations and blocked, or cancel what should not go there."
      )
    }
  }

  private func structure(
    of place: LedgerPlace,
    _ name: String
  ) throws(LedgerError) -> Finding {
    let end = Clocks.monotonic + Self.checkTime.nanoseconds
    let report = try place.checkStructure { Clocks.monotonic > end }
    if let first = report.structure.first {
      return .problem(
        "\(place.path) is damaged (\(Quantity.of(report.structure.count, "fault"))): \(first)",
        hint: place.damage(first).hint
      )
    }
    guard !report.isWhole else { return .ok("\(name), sound") }
    return .note(
      "\(name); \(report.tables.seen) of \(report.tables.all) tables seen in"
        + " \(Int(Self.checkTime.seconds)) s, sound so far",
      hint: "\(ProgramName.value) ledger check checks all of it."
    )
  }

  /// Whether a disk has the free space that `min_free_mb` requires.
  func room(on directory: Directory, _ path: String, for what: String) -> Finding {
    do throws(SystemError) {
      let disk = try directory.fileSystem()
      let free = disk.freeBytes >> 20
      guard !disk.isReadOnly else {
        return .problem(
          "\(path) is on a read-only file system",
          hint: "Mount it for writing; if the kernel made it read-only, look for disk errors."
        )
      }
      guard free >= Int64(configuration.minFreeMegabytes) else {
        return .problem(
          "\(free) MiB free for \(what) (\(path)), below min_free_mb",
          hint: "Free space: intake waits below \(configuration.minFreeMegabytes) MiB."
        )
      }
      return .ok("\(free) MiB free for \(what)")
    } catch {
      return .problem("\(error)", hint: Self.sentence(error.hint))
    }
  }

  static func sentence(_ hint: String?) -> String {
    hint.map { "\($0.prefix(1).uppercased())\($0.dropFirst())." } ?? ""
  }
}
