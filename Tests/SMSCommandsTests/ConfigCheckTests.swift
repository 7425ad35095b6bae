import SMSCommands
import TestSupport
import Testing

@Suite("config check")
struct ConfigCheckTests {
  @Test("A faulty configuration is told in full, status 78")
  func badConfiguration() async throws {
    let lab = try CommandLab()
    try lab.write("config.json5", "{ spool: {}, accounts: { main: { numbers: ['1'] } } }")
    let run = await lab.run("config", "check")
    #expect(run.exit == .configuration)
    #expect(run.error.contains("Did you mean \"spools\"?"))
    #expect(run.error.contains("accounts.main.numbers[0]"))
  }

  @Test("A sound configuration is summed up in one line")
  func goodConfiguration() async throws {
    let lab = try CommandLab()
    let run = await lab.run("config", "check")
    #expect(run.exit == .done)
    #expect(run.output == "\(lab.configuration) is valid: 1 spool, 1 account\n")
  }

  @Test("A key that cannot be used is a fault, unless --no-keys leaves the keys out")
  func keys() async throws {
    let lab = try CommandLab()
    try lab.write("secret-key", "")
    let run = await lab.run("config", "check")
    #expect(run.exit == .configuration)
    #expect(run.error.contains("\(lab.directory.path)/secret-key is empty"))
    let without = await lab.run("config", "check", "--no-keys")
    #expect(without.exit == .done && without.error.isEmpty)
  }

  @Test("--no-keys still refuses what is wrong with the rest")
  func restWithoutKeys() async throws {
    let lab = try CommandLab()
    try lab.write("config.json5", "{ spools: {}, accounts: {} }")
    let run = await lab.run("config", "check", "--no-keys")
    #expect(run.exit == .configuration && run.error.contains("spools"))
  }
}
