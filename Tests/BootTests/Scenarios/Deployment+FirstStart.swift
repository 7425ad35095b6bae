import SMSSystem
import TestSupport
import Testing

extension Deployment {
  /// The steps for a new server from the README.
  func startForTheFirstTime() async throws {
    let told = try await install()
    #expect(!told.contains("missing"), "\(told)")
    try await machine.run("grep -q '^.SH .NAME' /usr/local/share/man/man1/smsdispatch.1")
    try await startWithoutKeys()
    try writeKeys(secret: Self.secretKey)
    try await machine.run(
      """
      usermod -aG smsdispatch-submit alice
      sed -i 's|//base_url: "https://api.flowroute.com"|base_url: "http://127.0.0.1:8026"|' \
        /etc/smsdispatch/config.json5
      smsdispatch config check
      """
    )
    let began = try await now()
    try await machine.run("systemctl start smsdispatch && systemctl is-active smsdispatch")
    try await submit(["first"])
    try await expectEachSentOnce(["first"])
    #expect(try await journal("notice", since: began).contains("starting"))
    #expect(try await journal("warning", since: began) == "")
    #expect(try await !journal(since: began).contains("thread priority"))
    #expect(try await status().contains("Daemon: running"))
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(doctor.succeeded, "\(doctor.output)")
    try await measure()
  }

  /// The unit fails once, with a message that names the file, and is not restarted.
  private func startWithoutKeys() async throws {
    let began = try await now()
    #expect(try await !machine.attempt("systemctl start smsdispatch").succeeded)
    let lines = try await journal(since: began)
    let errors = try await journal("err", since: began)
    let keys = "/etc/smsdispatch/flowroute-access-key and /etc/smsdispatch/flowroute-secret-key"
    #expect(errors.contains("\(keys) are empty"), "\(lines)")
    #expect(!errors.contains("/run/credentials"), "\(errors)")
    #expect(try await property("ExecMainStatus") == "78")
    #expect(try await property("SubState") == "failed")
    #expect(try await property("NRestarts") == "0")
  }

  /// Measures the running unit's exposure, its time to readiness, and its memory when idle.
  private func measure() async throws {
    let security = try await machine.run(
      "systemd-analyze security --no-pager smsdispatch | tail -n 1"
    )
    let exposure = try #require(security.firstMatch(of: /: (\d+\.\d)/).flatMap { Double($0.1) })
    #expect(exposure <= 1.5, "\(security)")
    let began = try await property("ExecMainStartTimestampMonotonic")
    let ready = try await property("ActiveEnterTimestampMonotonic")
    let startup = try #require(Int(ready)) - #require(Int(began))
    let memory = try await machine.run(
      "sed -n 's/^RssAnon:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/\(try await mainProcess())/status"
    ).dropLast()
    #expect(try #require(Int(memory)) <= 12 << 10, "kB")
    Figures.report(
      """
      \(machine.suite): exposure \(exposure), ready after \(startup / 1_000) ms, \
      \(memory) kB of anonymous memory
      """
    )
  }

  func keepStrangersOut() async throws {
    try await beginAnew()
    let result = try await machine.run(
      as: "alice",
      "smsdispatch submit --id shop-1 --to 12065550142 --body 'text shop-1' --wait"
    )
    #expect(result.contains("sent"), "\(result)")
    try await submit(["shop-2"])
    try await expectEachSentOnce(["shop-1", "shop-2"])
    try await machine.run(as: "alice", "cat \(Self.spool)/results/shop-2.json >/dev/null")
    // A member can add files, but neither list nor remove them.
    #expect(try await !machine.attempt(as: "alice", "ls \(Self.spool)/incoming").succeeded)
    for command in [
      "echo '{}' >\(Self.spool)/incoming/x.json", "cat \(Self.spool)/results/shop-1.json",
      "smsdispatch submit --to 12065550142 --body Hello", "smsdispatch status",
      "cat /etc/smsdispatch/flowroute-secret-key",
    ] {
      let run = try await machine.attempt(as: "mallory", command)
      #expect(!run.succeeded, "\(command): \(run.output)")
    }
    #expect(try await providersTexts().count == 2)
  }
}
