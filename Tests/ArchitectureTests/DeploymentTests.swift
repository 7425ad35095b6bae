import Testing

struct DeploymentTests {
  private static let alarms = "/run/smsdispatch-alarms"

  private let unit: UnitFile
  private let users: ColumnFile
  private let directories: ColumnFile
  private let configuration: String
  private let script: String

  init() throws {
    unit = UnitFile(text: try Repository.text("systemd/smsdispatch.service"))
    users = ColumnFile(text: try Repository.text("systemd/smsdispatch.sysusers"))
    directories = ColumnFile(text: try Repository.text("systemd/smsdispatch.tmpfiles"))
    configuration = try Repository.text("systemd/config.json5")
    script = try Repository.text("systemd/install.sh")
  }

  @Test("the unit runs as the user and with the group that sysusers makes")
  func userAndGroups() {
    #expect(users.names(ofType: "u") == unit["User"])
    #expect(unit["Group"] == unit["User"])
    let operators = "smsdispatch-operators"
    #expect(users.names(ofType: "g") == unit["SupplementaryGroups"] + [operators])
    #expect(users.rows.contains(["m"] + unit["User"] + unit["SupplementaryGroups"]))
  }

  @Test("the spool's directories have the modes of the contract")
  func modes() {
    let spool = "/var/spool/smsdispatch/default"
    let submit = "smsdispatch-submit"
    let expected = [
      ["d", "/var/spool/smsdispatch", "0755", "root", "root", "-"],
      ["d", spool, "2750", "smsdispatch", submit, "-"],
      ["d", "\(spool)/incoming", "3730", "smsdispatch", submit, "-"],
      ["d", "\(spool)/media", "3730", "smsdispatch", submit, "-"],
      ["d", "\(spool)/results", "2750", "smsdispatch", submit, "-"],
      ["d", "\(spool)/rejected", "2750", "smsdispatch", submit, "-"],
      ["d", "\(spool)/received", "2750", "smsdispatch", submit, "-"],
      ["d", "\(spool)/.taken", "0700", "smsdispatch", "smsdispatch", "-"],
      ["d", Self.alarms, "0750", "smsdispatch", "smsdispatch", "-"],
      ["d", "/run/smsdispatch", "0755", "smsdispatch", "smsdispatch", "-"],
      ["d", "/run/smsdispatch/console", "2750", "smsdispatch", "smsdispatch-operators", "-"],
    ]
    #expect(directories.rows == expected)
  }

  @Test("the unit may write where the directories are, and nowhere else")
  func writablePaths() {
    #expect(unit["ReadWritePaths"] == [directories.rows[0][1], "-\(Self.alarms)"])
    #expect(unit["StateDirectory"] == ["smsdispatch"])
    #expect(unit["StateDirectoryMode"] == ["0700"])
    #expect(unit["RuntimeDirectory"] == ["smsdispatch"])
    #expect(unit["RuntimeDirectoryMode"] == ["0755"])
    // Else a stop removes the directory of the console's socket.
    #expect(unit["RuntimeDirectoryPreserve"] == ["yes"])
    #expect(unit["ProtectSystem"] == ["strict"])
  }

  @Test("configuration, unit and directories agree on the paths")
  func paths() {
    #expect(configuration.contains("path: \"\(directories.rows[1][1])\""))
    #expect(configuration.contains("//state: \"/var/lib/\(unit["StateDirectory"][0])\""))
    #expect(unit["ExecStart"][0].hasSuffix("serve --config /etc/smsdispatch/config.json5"))
  }

  @Test("the keys are credentials, from the files that the script makes")
  func keys() {
    let names = ["flowroute-access-key", "flowroute-secret-key"]
    #expect(unit["LoadCredential"] == names.map { "\($0):/etc/smsdispatch/\($0)" })
    // One newline, which is an empty key to the daemon: systemd takes no empty credential.
    #expect(unit["SetCredential"] == names.map { "\($0):\\n" })
    #expect(script.contains("for key in \(names.joined(separator: " ")); do"))
    #expect(script.contains("settings=/etc/smsdispatch\n"))
  }

  @Test("the unit follows the daemon: readiness, watchdog, reload, drain, exit status")
  func lifecycle() throws {
    #expect(unit["Type"] == ["notify"])
    #expect(unit["NotifyAccess"] == ["main"])
    let check = "/usr/local/bin/smsdispatch config check --no-keys"
    #expect(
      unit["ExecReload"] == [
        "\(check) --config /etc/smsdispatch/config.json5", "/bin/kill -HUP $MAINPID",
      ]
    )
    #expect(unit["Restart"] == ["on-failure"])
    #expect(unit["RestartPreventExitStatus"] == ["78 77 243"])
    #expect(try #require(unit["WatchdogSec"].first.flatMap(Int.init)) >= 30)
    let timeout = try #require(configuration.firstMatch(of: /timeout_seconds: (\d+)/)?.1)
    let stop = try #require(unit["TimeoutStopSec"].first.flatMap(Int.init))
    #expect(try stop >= #require(Int(timeout)) + 10)
  }

  @Test("the units for alarms look where the daemon writes, and hinder no sendmail")
  func alarms() throws {
    let path = UnitFile(text: try Repository.text("systemd/alarms/smsdispatch-alarm.path"))
    let mail = UnitFile(text: try Repository.text("systemd/alarms/smsdispatch-alarm.service"))
    #expect(configuration.contains("directory: \"\(Self.alarms)\""))
    #expect(path["DirectoryNotEmpty"] == [Self.alarms])
    #expect(mail["ExecStart"] == ["/usr/local/libexec/smsdispatch/mail-alarms \(Self.alarms)"])
    #expect(mail["User"] == unit["User"])
    // What systemd.exec(5) says implies NoNewPrivileges=.
    let implying = [
      "NoNewPrivileges", "SystemCallFilter", "SystemCallArchitectures", "RestrictAddressFamilies",
      "RestrictNamespaces", "PrivateDevices", "ProtectKernelTunables", "ProtectKernelModules",
      "ProtectKernelLogs", "ProtectClock", "MemoryDenyWriteExecute", "RestrictRealtime",
      "RestrictSUIDSGID", "DynamicUser", "LockPersonality", "ProtectHostname", "SystemCallLog",
    ]
    #expect(implying.filter { !mail[$0].isEmpty } == [])
  }

  @Test("each comment of the example configuration is prose or a setting, told by the blank")
  func configurationComments() {
    for line in configuration.split(separator: "\n") where line.contains(/^\s*\/\//) {
      #expect(line.contains(/^\s*\/\/(?: |[a-z_]+: .*,$|$)/), "\(line)")
    }
  }
}

/// A systemd unit: the values of each setting, in order.
struct UnitFile {
  private var settings: [String: [String]] = [:]

  init(text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") && !line.hasPrefix("[") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      settings[String(parts[0]), default: []].append(String(parts[1]))
    }
  }

  subscript(_ name: String) -> [String] { settings[name] ?? [] }
}

/// A file for sysusers.d or tmpfiles.d as rows of columns, without comments.
struct ColumnFile {
  let rows: [[String]]

  init(text: String) {
    rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: " ").map(String.init)
    }
  }

  /// The second column of all rows of a type.
  func names(ofType type: String) -> [String] {
    rows.filter { $0[0] == type }.map { $0[1] }
  }
}
