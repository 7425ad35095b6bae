import Glibc
import SMSSystem
import TestSupport
import Testing

struct InstallScriptTests {
  private let root: InstallRoot

  init() throws { root = try InstallRoot() }

  private func install(
    prefix: String? = nil,
    _ binary: String = "/bin/true"
  ) async throws -> SystemTool.Run {
    var environment = ["PATH": "/usr/bin:/bin", "DESTDIR": root.path]
    environment["PREFIX"] = prefix
    return try await SystemTool.run(
      "sh",
      [Repository.path("systemd/install.sh"), "--binary", binary],
      environment: environment
    )
  }

  @Test("everything comes to its place, with its mode")
  func files() async throws {
    let run = try await install()
    #expect(run.status == .exited(0), "\(run.output)")
    let expected: [(String, mode_t)] = [
      ("usr/local/bin/smsdispatch", 0o755),
      ("usr/local/lib/systemd/system/smsdispatch.service", 0o644),
      ("usr/local/lib/systemd/system/smsdispatch-alarm.path", 0o644),
      ("usr/local/lib/systemd/system/smsdispatch-alarm.service", 0o644),
      ("usr/local/libexec/smsdispatch/mail-alarms", 0o755),
      ("usr/local/libexec/smsdispatch/post-alarm", 0o755),
      ("usr/local/lib/sysusers.d/smsdispatch.conf", 0o644),
      ("usr/local/lib/tmpfiles.d/smsdispatch.conf", 0o644),
      ("etc/smsdispatch/config.json5", 0o644),
      ("etc/smsdispatch/flowroute-access-key", 0o600),
      ("etc/smsdispatch/flowroute-secret-key", 0o600),
      ("usr/local/share/smsdispatch/monitoring/grafana-dashboard.json", 0o644),
      ("usr/local/share/smsdispatch/monitoring/prometheus.yml", 0o644),
      ("usr/local/share/smsdispatch/monitoring/smsdispatch.rules.test.yml", 0o644),
      ("usr/local/share/smsdispatch/monitoring/smsdispatch.rules.yml", 0o644),
    ]
    for (name, mode) in expected { #expect(root.mode(name) == mode, "\(name)") }
    #expect(try root.files() == Set(expected.map(\.0)))
  }

  @Test("a second run keeps configuration and keys, and replaces the unit")
  func secondRun() async throws {
    _ = try await install()
    let owned = ["config.json5", "flowroute-access-key", "flowroute-secret-key"]
    for name in owned { try root.write("mine", to: "etc/smsdispatch/\(name)") }
    let unit = "usr/local/lib/systemd/system/smsdispatch.service"
    try root.write("old", to: unit)
    let run = try await install()
    #expect(run.status == .exited(0), "\(run.output)")
    for name in owned { #expect(try root.text("etc/smsdispatch/\(name)") == "mine") }
    #expect(try root.text(unit) == Repository.text("systemd/smsdispatch.service"))
  }

  @Test("PREFIX moves the programs, and the units follow")
  func prefix() async throws {
    #expect(try await install(prefix: "/opt/sms").status == .exited(0))
    #expect(root.mode("opt/sms/bin/smsdispatch") == 0o755)
    let text = try root.text("usr/local/lib/systemd/system/smsdispatch.service")
    let unit = UnitFile(text: text)
    for line in [unit["ExecStart"].first, unit["ExecReload"].first] {
      #expect(line?.hasPrefix("/opt/sms/bin/smsdispatch ") == true)
    }
    #expect(root.mode("opt/sms/libexec/smsdispatch/mail-alarms") == 0o755)
    let mail = try root.text("usr/local/lib/systemd/system/smsdispatch-alarm.service")
    #expect(
      UnitFile(text: mail)["ExecStart"].first?.hasPrefix("/opt/sms/libexec/smsdispatch/") == true
    )
  }

  @Test("a configuration that the new program refuses ends it before anything is replaced")
  func refusedConfiguration() async throws {
    _ = try await install()
    let unit = "usr/local/lib/systemd/system/smsdispatch.service"
    try root.write("old", to: unit)
    let run = try await install("/bin/false")
    #expect(run.status == .exited(1))
    #expect(run.output.contains("nothing was replaced: correct"), "\(run.output)")
    #expect(try root.text(unit) == "old")
  }

  @Test("keys that a drop-in gives are not made as empty files again")
  func encryptedKeys() async throws {
    let dropIn = "etc/systemd/system/smsdispatch.service.d/keys.conf"
    try root.makeDirectory(of: dropIn)
    let lines = ["access", "secret"].map {
      "LoadCredentialEncrypted=flowroute-\($0)-key:/etc/smsdispatch/flowroute-\($0)-key.cred\n"
    }
    try root.write("[Service]\nLoadCredential=\n" + lines.joined(), to: dropIn)
    #expect(try await install().status == .exited(0))
    #expect(root.mode("etc/smsdispatch/config.json5") == 0o644)
    #expect(root.mode("etc/smsdispatch/flowroute-access-key") == nil)
    #expect(root.mode("etc/smsdispatch/flowroute-secret-key") == nil)
  }

  @Test("the manual and the completions are what the program prints")
  func documents() async throws {
    let program = root.path("program")
    try root.write("#!/bin/sh\necho \"$1 $2\"\n", to: "program")
    #expect(chmod(program, 0o755) == 0)
    let run = try await install(program)
    #expect(run.status == .exited(0), "\(run.output)")
    for (name, words) in [
      ("man/man1/smsdispatch.1", "manual smsdispatch.1"),
      ("man/man5/smsdispatch.json5.5", "manual smsdispatch.json5.5"),
      ("man/man7/smsdispatch-spool.7", "manual smsdispatch-spool.7"),
      ("bash-completion/completions/smsdispatch", "completion bash"),
      ("zsh/site-functions/_smsdispatch", "completion zsh"),
      ("fish/vendor_completions.d/smsdispatch.fish", "completion fish"),
    ] {
      #expect(try root.text("usr/local/share/\(name)") == "\(words)\n")
    }
  }

  @Test("a missing binary ends it before anything is installed")
  func missingBinary() async throws {
    let run = try await install("/nonexistent/smsdispatch")
    #expect(run.status == .exited(1))
    #expect(run.output == "install.sh: no executable file: /nonexistent/smsdispatch\n")
    #expect(try root.files() == [])
  }
}
