import SMSSystem
import TestSupport
import Testing

/// Power failures, killed processes and removed directories.
extension Deployment {
  func rebootWithHeldMessages() async throws {
    try await beginAnew()
    let ids = Self.ids("held", 500)
    try await machine.run("smsdispatch hold --all")
    try await submit(ids)
    try await waitUntilAccepted()
    try await machine.reboot()
    try await machine.run("systemctl is-active smsdispatch")
    let status = try await status()
    #expect(status.contains("held      everything"), "\(status)")
    #expect(try await providersTexts() == [])
    try await machine.run("smsdispatch release --all")
    try await expectEachSentOnce(ids)
  }

  /// A stopped process does not respond: systemd kills it after WatchdogSec= and starts a new one.
  func hang() async throws {
    try await clear()
    try configure()
    try await machine.run(
      """
      mkdir -p /etc/systemd/system/smsdispatch.service.d
      printf '[Service]\\nWatchdogSec=3\\nRestartSec=1\\n' \
        >/etc/systemd/system/smsdispatch.service.d/watchdog.conf
      systemctl daemon-reload
      systemctl start smsdispatch
      """
    )
    let ids = Self.ids("hang", 200)
    let process = try await mainProcess()
    let began = try await now()
    try await submit(ids)
    try await machine.run("kill -STOP \(process)")
    let status = try await status()
    #expect(status.contains("Daemon: stopped (SIGSTOP), process \(process)"), "\(status)")
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(
      !doctor.succeeded && doctor.output.contains("kill -CONT \(process)"),
      "\(doctor.output)"
    )
    try await machine.wait(
      until: "[ $(systemctl show --value -p NRestarts smsdispatch) -eq 1 ] "
        + "&& systemctl is-active smsdispatch"
    )
    #expect(try await journal(since: began).contains("Watchdog timeout"))
    try await expectEachSentOnce(ids)
  }

  func killSevenTimes() async throws {
    try await clear()
    try configure()
    try await machine.run(
      """
      mkdir -p /etc/systemd/system/smsdispatch.service.d
      printf '[Service]\\nRestartSec=100ms\\n' \
        >/etc/systemd/system/smsdispatch.service.d/restart.conf
      systemctl daemon-reload
      systemctl start smsdispatch
      """
    )
    let ids = Self.ids("killed", 700)
    let began = try await now()
    for round in 0..<7 {
      let before = try await providersTexts().count
      try await submit(Array(ids[(round * 100)..<((round + 1) * 100)]))
      try await machine.wait(
        until:
          "[ $(curl -fs http://127.0.0.1:8026/_simulator/messages | wc -l) -gt \(before + 10) ]"
      )
      try await machine.run("systemctl kill --kill-whom=main --signal=KILL smsdispatch")
      try await machine.wait(
        until: "[ $(systemctl show --value -p NRestarts smsdispatch) -eq \(round + 1) ] "
          + "&& systemctl is-active smsdispatch"
      )
    }
    try await expectEachSentOnce(ids)
    let errors = try await journal("err", since: began)
    #expect(!errors.contains("ledger"), "\(errors)")
  }

  func loseThePower() async throws {
    try await beginAnew()
    try await machine.run("smsdispatch hold --all")
    let ids = Self.ids("power", 200)
    try await submit(ids)
    try await waitUntilAccepted()
    try await machine.crash()
    try await machine.wait(until: "systemctl is-active smsdispatch")
    try await machine.run("smsdispatch release --all")
    try await expectEachSentOnce(ids)
  }

  func removeDirectories() async throws {
    try await beginAnew()
    try await submit(["before"])
    try await expectEachSentOnce(["before"])
    try await removeAndUse(["while-it-ran"])
    try await machine.run("systemctl stop smsdispatch")
    try await removeAndUse(["at-a-start"]) { try await machine.run("systemctl start smsdispatch") }
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(doctor.succeeded, "\(doctor.output)")
    try await removeTheSpool()
  }

  private func removeAndUse(
    _ ids: [String],
    then start: () async throws -> Void = {}
  ) async throws {
    try await machine.run("curl -fs -X DELETE http://127.0.0.1:8026/_simulator/faults")
    try await machine.run("rm -rf \(Self.spool)/* \(Self.spool)/.taken")
    try await start()
    let modes = "stat -c '%a %U %G %n' incoming media results rejected received .taken"
    try await machine.wait(until: "cd \(Self.spool) && \(modes)")
    let listed = try await machine.run("cd \(Self.spool) && \(modes)")
    #expect(
      listed.split(separator: "\n").prefix(5) == [
        "3730 smsdispatch smsdispatch-submit incoming",
        "3730 smsdispatch smsdispatch-submit media",
        "2750 smsdispatch smsdispatch-submit results",
        "2750 smsdispatch smsdispatch-submit rejected",
        "2750 smsdispatch smsdispatch-submit received",
      ]
    )
    try await submit(ids)
    try await machine.wait(
      until: ids.map { "grep -q '\"sent\"' \(Self.spool)/results/\($0).json" }
        .joined(separator: " && ")
    )
    let texts = try await providersTexts()
    for id in ids { #expect(texts.filter { $0 == "text \(id)" }.count == 1) }
  }

  /// Recreating a missing spool takes one command, which the log, `status` and `doctor` show.
  private func removeTheSpool() async throws {
    let began = try await now()
    let repair = "install -d -o smsdispatch -g smsdispatch-submit -m 2750 \(Self.spool)"
    try await machine.run("rm -rf \(Self.spool)")
    try await waitForJournal(repair, since: began)
    #expect(try await journal("warning", since: began).contains(repair))
    #expect(try await status().contains("paused"))
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(!doctor.succeeded && doctor.output.contains(repair), "\(doctor.output)")
    try await machine.run(repair)
    try await machine.wait(until: "[ -d \(Self.spool)/incoming ]")
    try await submit(["repaired"])
    try await machine.wait(until: "grep -q '\"sent\"' \(Self.spool)/results/repaired.json")
    #expect(try await providersTexts().filter { $0 == "text repaired" }.count == 1)
  }
}
