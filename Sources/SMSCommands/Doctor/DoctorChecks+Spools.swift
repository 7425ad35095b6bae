internal import SMSCore
internal import SMSDaemon
internal import SMSSpool
internal import SMSSystem

extension DoctorChecks {
  /// Checks the directories and permissions of every spool.
  func spools() -> [Finding] {
    let shared = shared
    return configuration.spools.keys.sorted().flatMap { name -> [Finding] in
      guard let layout = configuration.layouts[name] else { return [] }
      // The directory itself is reported for the spool that owns it.
      if let problem = shared[name] {
        return [.problem("spool \(name): \(problem)", hint: problem.hint, .configuration)]
      }
      return check(name, layout)
    }
  }

  /// The problems of a spool that this process finds itself, to avoid repeating the daemon's
  /// report.
  func problems(of spool: String) -> [SpoolProblem] {
    let problem = shared[spool].map { [$0] }
    let owner = user?.user ?? UserAccount.effectiveUser
    return problem ?? configuration.layouts[spool]?.problems(owner: owner) ?? []
  }

  /// The spools that accept no requests because their directory belongs to another, by name.
  private var shared: [String: SpoolProblem] {
    let all = SharedDirectory.all(in: configuration.layouts)
    return Dictionary(uniqueKeysWithValues: all.map { ($0.spool, $0.problem) })
  }

  private func check(_ name: String, _ layout: SpoolLayout) -> [Finding] {
    let owner = user?.user ?? UserAccount.effectiveUser
    var findings = layout.problems(owner: owner).map { problem in
      Finding.problem("spool \(name): \(problem)", hint: problem.hint, .noPermission)
    }
    if !seesAsDaemon {
      let hint = "Run doctor as root: this user may not see it."
      findings = findings.map { .note($0.text, hint: hint) }
    }
    guard let directory = try? Directory(path: layout.root) else { return findings }
    findings += path(to: layout.root, spool: name)
    findings.append(room(on: directory, layout.root, for: "spool \(name)"))
    if let disk = try? directory.fileSystem(), disk.isNetwork {
      findings.append(
        .note("spool \(name) is on a network file system: requests are found by a scan every 10 s")
      )
    }
    if let stray = strayFiles(name, layout) { findings.append(stray) }
    if !findings.contains(where: { $0.level == .problem }) {
      findings.insert(.ok("spool \(name): \(layout.root), \(members(of: directory))"), at: 0)
    }
    return findings
  }

  /// The most stray files to name.
  private static let named = 10

  private func strayFiles(_ spool: String, _ layout: SpoolLayout) -> Finding? {
    guard let found = try? StrayFiles.find(in: layout, at: now, limit: Self.named), found.count > 0
    else { return nil }
    let more = found.count > found.names.count ? ", …" : ""
    return .note(
      "spool \(spool): \(Quantity.of(found.count, "file")) in incoming/ will not be taken: "
        + found.names.map(\.escaped).joined(separator: ", ") + more,
      hint: "A request's name ends in .json. Rename them, or remove them."
    )
  }

  /// Who may submit to the spool.
  private func members(of directory: Directory) -> String {
    guard let group = try? directory.status().group else { return "unknown group" }
    return "open to the group \(GroupAccount.label(group))"
  }

  /// Producers must be able to traverse every directory above the spool.
  private func path(to root: String, spool: String) -> [Finding] {
    var findings: [Finding] = []
    var parent = root
    while let slash = parent.lastIndex(of: "/"), slash != parent.startIndex {
      parent = String(parent[..<slash])
      guard let status = try? Directory(entering: parent).status() else { continue }
      if status.mode & 0o001 == 0 {
        findings.append(
          .note(
            "spool \(spool): not everyone can enter \(parent) (mode \(String(status.mode, radix: 8)))",
            hint: "If producers cannot reach the spool: chmod o+x \(parent)"
          )
        )
      }
    }
    return findings
  }
}
