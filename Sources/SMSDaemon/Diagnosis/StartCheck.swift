internal import SMSJSON
internal import SMSSecrets
internal import SMSSpool
internal import SMSSystem

/// What would keep the daemon from working although the configuration is valid: missing permissions
/// and unusable files.
///
/// It runs outside the unit, and judges the sandbox by what systemd reports.
package struct StartCheck: Sendable {
  package struct Fault: Equatable, Sendable {
    /// What is wrong, without a full stop.
    package let text: String
    /// How to fix it; sentences.
    package let hint: String
    /// The command that fixes it.
    package var command: String?

    /// Everything in one line.
    package var line: String {
      "\(text). \(hint)" + (command.map { " \($0)" } ?? "")
    }
  }

  private let configuration: Configuration
  private let unit: ServiceUnit?
  private let isUnitUnknown: Bool
  private let user: DaemonUser?

  /// - Parameters:
  ///   - configuration: What to check.
  ///   - path: The file that it was read from.
  ///   - answer: What the service manager reports on the daemon's unit, which is ignored if it runs
  ///     another configuration.
  package init(_ configuration: Configuration, path: String, _ answer: ServiceManager.Answer) {
    self.configuration = configuration
    unit = answer.unit(running: path)
    isUnitUnknown = answer == .unknown && path == Configuration.standardPath
    user = DaemonUser(configuration, unit: unit)
  }

  /// All faults found.
  package var faults: [Fault] {
    stateDirectory + spools + sharedDirectories + accountFiles + consoleFiles + textfileDirectory
      + alarms
  }

  /// What would keep alarms from arriving.
  package var alarms: [Fault] { AlarmCheck(configuration, unit: unit, user: user).faults }

  /// What works, but should be known, and what cannot be checked from here.
  package var notes: [Fault] {
    restricted + ReplyCheck(configuration).notes + CapCheck(configuration).notes + unknown
  }

  /// The accounts that do not send, or not to everybody.
  private var restricted: [Fault] { StagingCheck(configuration).notes.map(\.fault) }

  private var unknown: [Fault] {
    guard isUnitUnknown else { return [] }
    let textfile = textfileParent.map { [$0] } ?? []
    return ([configuration.state] + configuration.spools.values.map(\.path) + textfile).sorted()
      .filter { !Self.shippedUnitWrites($0) }
      .map { path in
        Fault(
          text: """
            whether the unit may write \(path) cannot be checked: systemd does not answer here
            """,
          hint: "Its ReadWritePaths= must name it: 'systemctl cat smsdispatch' shows them."
        )
      }
  }

  /// Whether the shipped unit allows it (`StateDirectory=`, `ReadWritePaths=`).
  private static func shippedUnitWrites(_ path: String) -> Bool {
    ["/var/lib/smsdispatch", "/var/spool/smsdispatch"].contains {
      path == $0 || path.hasPrefix($0 + "/")
    }
  }

  // MARK: Directories

  /// Directories that the unit cannot reach, or that are read-only for everyone.
  package var sandbox: [Fault] {
    let paths =
      [("state", configuration.state)]
      + configuration.spools.sorted { $0.key < $1.key }.map { ("spools.\($0).path", $1.path) }
      + (textfileParent.map { [(Self.textfile, $0)] } ?? [])
    return paths.compactMap { member, path in
      Self.existing(path).flatMap { shutOut(member, path, from: $0.0) }
    }
  }

  private var stateDirectory: [Fault] {
    check("state", configuration.state, rights: [.read, .write, .enter])
  }

  private var spools: [Fault] {
    configuration.spools.keys.sorted().flatMap { name -> [Fault] in
      guard let layout = configuration.layouts[name] else { return [] }
      let member = "spools.\(name).path"
      let faults = check(member, layout.root, rights: [.read, .enter])
      guard faults.isEmpty, (try? Directory(entering: layout.root)) != nil else { return faults }
      return SpoolDirectory.allCases.flatMap {
        check(member, layout.path(of: $0), rights: [.read, .write, .enter])
      }
    }
  }

  /// Spools that would take no requests because another spool has their directory.
  private var sharedDirectories: [Fault] {
    SharedDirectory.all(in: configuration.layouts).map { shared in
      Fault(text: "spools.\(shared.spool).path: \(shared.problem)", hint: shared.problem.hint)
    }
  }

  private static let textfile = "metrics.textfile"

  /// The directory of the file with metrics, which the daemon replaces again and again.
  private var textfileParent: String? {
    configuration.metrics.textfile.map { path in
      String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }
  }

  /// Other programs may keep their files there: it needs a right, not another owner.
  private var textfileDirectory: [Fault] {
    guard let path = textfileParent else { return [] }
    return check(Self.textfile, path, rights: [.write, .enter]).map { fault in
      var fault = fault
      if let user, fault.command?.hasPrefix("chown ") == true {
        fault.command = "chgrp \(user.account.name) \(path) && chmod g+w \(path)"
      }
      return fault
    }
  }

  private func check(
    _ member: String,
    _ path: String,
    rights: Set<FileAccess.Right>
  ) -> [Fault] {
    guard let (existing, isWhole) = Self.existing(path) else { return [] }
    guard existing.isDirectory else {
      return [Fault(text: "\(member): \(existing.path) is not a directory", hint: "Move it away.")]
    }
    if let fault = shutOut(member, path, from: existing) { return [fault] }
    // systemd creates it before the daemon starts.
    guard isWhole || !(isUnitUnknown || unit?.madeDirectories.contains(path) ?? false) else {
      return []
    }
    guard let user, let obstacle = obstacle(existing.path, isWhole ? rights : [.write, .enter])
    else { return [] }
    let name = user.account.name
    return [
      isWhole
        ? Fault(
          text:
            "\(member): the daemon's user \(name) cannot use \(path): \(obstacle) is in the way",
          hint: "Repair it:",
          command: obstacle == existing.path ? "chown \(name) \(path)" : "chmod o+x \(obstacle)"
        )
        : Fault(
          text: "\(member): \(path) is not there, and the daemon's user \(name) cannot make it",
          hint: "Make it:",
          command: "install -d -o \(name) -m \(Self.mode(of: member)) \(path)"
        )
    ]
  }

  private static func mode(of member: String) -> String {
    switch member {
    case "state": "700"
    case textfile: "755"
    default: "2750"
    }
  }

  private func obstacle(_ path: String, _ rights: Set<FileAccess.Right>) -> String? {
    // Failing to look is not a known fault.
    (try? user?.access.obstacle(to: path, for: rights)) ?? nil
  }

  /// The fault if the file system there is read-only to this process or to the unit.
  private func shutOut(_ member: String, _ path: String, from existing: Place) -> Fault? {
    if let unit {
      guard unit.canSee(existing.target) else {
        return Fault(
          text: "\(member): the unit does not see \(path) (ProtectHome=, PrivateTmp=)",
          hint: "Choose a directory elsewhere, such as below /var/spool/smsdispatch or /srv."
        )
      }
      if !unit.canWrite(existing.target) {
        return Fault(
          text:
            "\(member): \(path) is not below a path that the unit may write to (ReadWritePaths=)",
          hint: "Make it and its directories, then add it to the unit:",
          command: ServiceUnit.allowingWrites(below: path)
        )
      }
    }
    guard let disk = try? Directory(entering: existing.path).fileSystem(), disk.isReadOnly else {
      return nil
    }
    return Fault(
      text: "\(member): \(path) is on a file system that is read-only here",
      hint: "Mount it for writing; in a unit, let it write there:",
      command: ServiceUnit.allowingWrites(below: path)
    )
  }

  private struct Place {
    var path: String
    var isDirectory: Bool
    /// The real path of what was looked for, whether it exists or not.
    var target: String
  }

  /// The deepest existing part of a path, without symbolic links, and whether it is the whole path;
  /// nil if this process cannot see that far.
  private static func existing(_ path: String) -> (Place, isWhole: Bool)? {
    var rest = path[...]
    while true {
      do throws(SystemError) {
        let file = try FileDescriptor(opening: rest.isEmpty ? "/" : String(rest), .pathOnly)
        let isDirectory = try file.status().kind == .directory
        let real = try file.realPath()
        let target = (real == "/" ? "" : real) + path.dropFirst(rest.count)
        return (Place(path: real, isDirectory: isDirectory, target: target), rest == path)
      } catch {
        guard error.isNotFound || error.isNotDirectory, let slash = rest.lastIndex(of: "/") else {
          return nil
        }
        rest = rest[..<slash]
      }
    }
  }

  // MARK: Files of accounts

  /// Key files that the daemon cannot read, and invalid certificate bundles.
  package var accountFiles: [Fault] {
    configuration.accounts.sorted { $0.key < $1.key }.flatMap { name, account in
      let keys = account.keyFiles.map {
        [("access_key_file", $0.access), ("secret_key_file", $0.secret)]
      }
      return (keys ?? []).compactMap { unreadable("accounts.\(name).\($0.0)", $0.1) }
        + bundle("accounts.\(name).ca_file", account.caFile)
    }
  }

  private func bundle(_ member: String, _ path: String?) -> [Fault] {
    guard let path else { return [] }
    if let fault = unreadable(member, path) { return [fault] }
    do throws(SystemError) {
      _ = try FileDescriptor(opening: path, [.readOnly, .nonBlocking])
    } catch {
      guard !error.isPermissionDenied || user?.isSeenByThisProcess ?? false else { return [] }
      let hint = "Leave `ca_file` out for the system's own certificates."
      return [Fault(text: "\(member): \(path) cannot be read: \(error.cause)", hint: hint)]
    }
    guard let fault = CertificateBundle(path: path).fault else { return [] }
    return [
      Fault(
        text: "\(member): \(path) is not a bundle of certificates in PEM form: \(fault)",
        hint: "Put whole certificates there, from BEGIN CERTIFICATE to END CERTIFICATE."
      )
    ]
  }

  /// Only files that exist but cannot be read; missing ones are reported when they are read.
  private func unreadable(_ member: String, _ path: String) -> Fault? {
    if let unit, !unit.canSee(path) {
      return Fault(
        text: "\(member): the unit does not see \(path) (ProtectHome=, PrivateTmp=)",
        hint: "Move it, to /etc/smsdispatch say."
      )
    }
    guard let user, let obstacle = obstacle(path, [.read]) else { return nil }
    let name = user.account.name
    return Fault(
      text: "\(member): the daemon's user \(name) cannot read \(path): \(obstacle) is in the way",
      hint: "Let it:",
      command: obstacle == path
        ? "chgrp \(name) \(path) && chmod 640 \(path)" : "chmod o+x \(obstacle)"
    )
  }

  // MARK: The console

  /// A socket's directory that the daemon cannot use, and a token that it cannot read.
  private var consoleFiles: [Fault] {
    let token = configuration.console.network?.tokenFile
    return socketDirectory
      + (token.flatMap { unreadable("console.token_file", $0) }.map { [$0] } ?? [])
  }

  private var socketDirectory: [Fault] {
    guard case .at(let path) = configuration.console.socket,
      let slash = path.lastIndex(of: "/"), slash > path.startIndex
    else { return [] }
    let directory = String(path[..<slash])
    guard let (_, isWhole) = Self.existing(directory) else { return [] }
    guard isWhole else {
      return [
        Fault(
          text: "console.socket: \(directory) is not there, and the daemon does not make it",
          hint: "Make it:",
          command: "install -d -o \(user?.account.name ?? "smsdispatch") -m 750 \(directory)"
        )
      ]
    }
    return check("console.socket", directory, rights: [.write, .enter])
  }
}

extension ServiceManager.Answer {
  /// The unit, if it runs this configuration.
  package func unit(running path: String) -> ServiceUnit? {
    guard case .unit(let unit) = self, unit.configurationPath == path else { return nil }
    return unit
  }
}
