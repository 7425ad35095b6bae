import Glibc
import SMSCommands
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

@Suite("config check", .throttled)
struct ConfigCheckTests {
  @Test("A faulty configuration is reported in full, status 78")
  func badConfiguration() async throws {
    let fixture = try CommandFixture()
    try fixture.write("config.json5", "{ spool: {}, accounts: { main: { numbers: ['1'] } } }")
    let run = await fixture.run("config", "check")
    #expect(run.exit == .configuration)
    #expect(run.error.contains("Did you mean \"spools\"?"))
    #expect(run.error.contains("accounts.main.numbers[0]"))
  }

  @Test("A sound configuration is summed up in one line")
  func goodConfiguration() async throws {
    let fixture = try CommandFixture()
    let run = await fixture.run("config", "check")
    #expect(run.exit == .done)
    #expect(run.output == "\(fixture.configuration) is valid: 1 spool, 1 account\n")
  }

  @Test("A key that cannot be used is a fault, unless --no-keys leaves the keys out")
  func keys() async throws {
    let fixture = try CommandFixture()
    try fixture.write("secret-key", "")
    let run = await fixture.run("config", "check")
    #expect(run.exit == .configuration)
    #expect(run.error.contains("\(fixture.directory.path)/secret-key is empty"))
    let without = await fixture.run("config", "check", "--no-keys")
    #expect(without.exit == .done && without.error.isEmpty)
  }

  @Test("--no-keys still refuses what is wrong with the rest")
  func restWithoutKeys() async throws {
    let fixture = try CommandFixture()
    try fixture.write("config.json5", "{ spools: {}, accounts: {} }")
    let run = await fixture.run("config", "check", "--no-keys")
    #expect(run.exit == .configuration && run.error.contains("spools"))
  }

  @Test("A window that never opens for an area code is a fault, and one that does is not")
  func windows() async throws {
    let fixture = try CommandFixture()
    let text = String(
      decoding: try fixture.directory.directory.read("config.json5", upTo: 1 << 16),
      as: UTF8.self
    )
    func check(_ hours: String) async throws -> CommandFixture.Run {
      let sender = #"default_from: "12065550101""#
      let window = #"send_window: [{ \#(hours) }], time_zone: "America/New_York""#
      try fixture.write("config.json5", text.replacing(sender, with: "\(sender), \(window)"))
      return await fixture.run("config", "check")
    }
    let narrow = try await check(#"from: "09:00", to: "10:00""#)
    #expect(narrow.exit == .configuration)
    #expect(narrow.error.contains("spools.default.send_window: is never open in all time zones"))
    #expect(narrow.error.contains("Correct \(fixture.configuration), then check it again."))
    let wide = try await check(#"from: "09:00", to: "20:00""#)
    #expect(wide.exit == .done, "\(wide.error)")
  }

  // MARK: What keeps the daemon out

  private func fault(_ fixture: CommandFixture) async -> String {
    let run = await fixture.run("config", "check", "--no-keys")
    #expect(run.exit == .configuration, "\(run.output)\(run.error)")
    #expect(run.error.split(separator: "\n").count == 1, "\(run.error)")
    return run.error
  }

  @Test("A directory that the unit may not write to is a fault with the command for it")
  func sandbox() async throws {
    let fixture = try CommandFixture()
    fixture.install { unit in
      unit.protectSystem = "strict"
      unit.writablePaths = [fixture.directory.path + "/state"]
    }
    let fault = await fault(fixture)
    #expect(fault.contains("spools.default.path: \(fixture.spool) is not below a path"))
    #expect(fault.contains("ReadWritePaths=%s") && fault.contains("daemon-reload"))
    fixture.install { unit in
      unit.protectSystem = "strict"
      unit.writablePaths = [fixture.directory.path]
    }
    #expect(await fixture.run("config", "check").exit == .done)
  }

  @Test("The unit of another configuration says nothing about this one")
  func otherConfiguration() async throws {
    let fixture = try CommandFixture()
    fixture.install { unit in
      unit.protectSystem = "strict"
      unit.command = ["/usr/local/bin/smsdispatch", "serve"]
    }
    #expect(await fixture.run("config", "check").exit == .done)
  }

  @Test("A directory that the daemon cannot make is a fault, unless systemd makes it")
  func cannotMake() async throws {
    let fixture = try CommandFixture()
    #expect(chmod(fixture.directory.path, 0o755) == 0)
    fixture.install { $0.user = "nobody" }
    let state = fixture.directory.path + "/state"
    #expect(await fixture.run("config", "check", "--no-keys").error.contains("-m 700 \(state)"))
    fixture.install { unit in
      unit.user = "nobody"
      unit.madeDirectories = [state]
    }
    #expect(!(await fixture.run("config", "check", "--no-keys").error.contains(state)))
  }

  @Test("A directory that is a file is a fault")
  func notDirectory() async throws {
    let fixture = try CommandFixture()
    try fixture.write("state", "")
    #expect(
      await fault(fixture).contains("state: \(fixture.directory.path)/state is not a directory")
    )
  }

  @Test("A ca_file that is missing, or holds no certificate, is a fault")
  func certificates() async throws {
    let fixture = try CommandFixture()
    let path = fixture.directory.path + "/ca.pem"
    let text = """
      { state: "\(fixture.directory.path)/state", spools: { default: { path: "\(fixture.spool)" } },
        accounts: { main: { numbers: ["12065550101"], ca_file: "\(path)" } } }
      """
    try fixture.write("config.json5", text)
    #expect(await fault(fixture).contains("accounts.main.ca_file: \(path) cannot be read"))
    try fixture.write("ca.pem", "no certificate")
    #expect(await fault(fixture).contains("ca.pem is not a bundle of certificates in PEM form"))
  }

  @Test("Keys that the unit gets are checked, and the file that a person edits is named")
  func unitKeys() async throws {
    let fixture = try CommandFixture()
    let text = """
      { state: "\(fixture.directory.path)/state", spools: { default: { path: "\(fixture.spool)" } },
        accounts: { main: { numbers: ["12065550101"] } } }
      """
    try fixture.write("config.json5", text)
    func install(_ credential: (String) -> ServiceUnit.Credential?) {
      fixture.install { unit in
        for name in ["access-key", "secret-key"] {
          let path = fixture.directory.path + "/" + name
          unit.credentials["flowroute-\(name)"] = credential(path)
        }
      }
    }
    install { .file($0) }
    #expect(await fixture.run("config", "check").exit == .done)
    try fixture.write("access-key", "")
    let empty = await fixture.run("config", "check")
    #expect(empty.exit == .configuration)
    #expect(empty.error.contains("accounts.main: \(fixture.directory.path)/access-key is empty"))
    install { _ in nil }
    let none = await fixture.run("config", "check")
    #expect(none.exit == .configuration && none.error.contains("no access key"))
    install { .encrypted($0 + ".cred") }
    let sealed = await fixture.run("config", "check")
    #expect(sealed.exit == .done && sealed.error.contains("the keys were not checked"))
  }
}
