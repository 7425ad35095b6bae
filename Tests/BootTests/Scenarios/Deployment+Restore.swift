import SMSSystem
import TestSupport
import Testing

/// A backup of a running daemon, restored over a ledger that has since changed.
extension Deployment {
  func backUpAndRestore() async throws {
    try await beginAnew(members: #"listener: { public_url: "http://127.0.0.1:8025" },"#)
    try await machine.run("smsdispatch callbacks set")
    let (queued, since) = (Self.ids("queued", 20), Self.ids("since", 10))
    try await machine.run("smsdispatch hold --all")
    try await submit(queued)
    try await waitUntilAccepted()
    let told = try await machine.run("rm -f /root/copy; smsdispatch backup /root/copy")
    #expect(told.contains("callback-token and secret.key"), "\(told)")
    #expect(try await machine.run("stat -c '%a %U' /root/copy") == "600 root\n")
    try await machine.run("smsdispatch release --all")
    try await submit(since)
    try await expectEachSentOnce(queued + since)
    try await say("STOP", from: "12065550143")
    try await replaceLedger()
    try await keepStill()
    try await reconcile()
    try await goOn(queued, since)
  }

  private func say(_ text: String, from phone: String) async throws {
    try await machine.run(
      """
      curl -fs -d '{"from": "\(phone)", "to": "12065550101", "body": "\(text)"}' \
        http://127.0.0.1:8026/_simulator/reply
      """
    )
    try await machine.wait(until: "smsdispatch optout list | grep -q \(phone)")
  }

  /// A ledger with jobs is replaced only with confirmation, and kept beside the new one.
  private func replaceLedger() async throws {
    let running = try await machine.attempt("smsdispatch restore /root/copy --yes")
    #expect(running.status == .exited(75), "\(running.output)")
    try await machine.run("systemctl stop smsdispatch")
    // Without these results, only the provider's list still shows the messages.
    try await machine.run("cd \(Self.spool)/results && rm queued-1.json queued-2.json since-1.json")
    let unconfirmed = try await machine.attempt("smsdispatch restore /root/copy")
    #expect(unconfirmed.status == .exited(73), "\(unconfirmed.output)")
    let told = try await machine.run("smsdispatch restore /root/copy --yes")
    #expect(told.contains("kept: "), "\(told)")
    let modes = try await machine.run(
      "cd /var/lib/smsdispatch && stat -c '%a %U %G' ledger.sqlite* secret.key"
    )
    #expect(Set(modes.split(separator: "\n")) == ["600 smsdispatch smsdispatch"], "\(modes)")
  }

  /// Until it is released, the daemon sends nothing, accepts nothing, and reports so everywhere.
  private func keepStill() async throws {
    let (began, texts) = (try await now(), try await providersTexts())
    try await machine.run("systemctl start smsdispatch")
    try await submit(["after"])
    #expect(try await journal("warning", since: began).contains("restored backup_at="))
    let line = try await property("StatusText")
    #expect(line.contains("Everything is held"), "\(line)")
    #expect(line.contains("Intake paused: default (restored)"), "\(line)")
    let status = try await status()
    #expect(status.contains("restored  ledger"), "\(status)")
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(
      !doctor.succeeded && doctor.output.contains("smsdispatch reconcile"),
      "\(doctor.output)"
    )
    let early = try await machine.attempt("smsdispatch release --all")
    #expect(!early.succeeded && early.output.contains("reconcile"), "\(early.output)")
    #expect(try await providersTexts() == texts)
    try await machine.run("[ -e \(Self.spool)/incoming/after.json ]")
  }

  private func reconcile() async throws {
    let report = try await machine.run("smsdispatch reconcile")
    for line in [
      "results read: 27, jobs ended by them: 18", "accepted since the backup: 9",
      "jobs marked as sent by them: 2", "opt-outs switched by replies: 1",
      "in the lists that belong to no job: 1", "0 wait",
    ] {
      #expect(report.contains(line), "\(report)")
    }
    #expect(try await machine.run("smsdispatch optout list").contains("12065550143"))
  }

  /// New messages are sent; what was sent before is not sent again, even if it is requested.
  private func goOn(_ queued: [String], _ since: [String]) async throws {
    try await machine.run("smsdispatch release --all")
    try await machine.wait(until: "grep -q '\"sent\"' \(Self.spool)/results/after.json")
    try await submit([since[1]])
    try await machine.wait(until: "ls \(Self.spool)/rejected | grep -q \(since[1])")
    try await submit(["last"])
    try await machine.wait(until: "grep -q '\"sent\"' \(Self.spool)/results/last.json")
    let texts = try await providersTexts()
    let ids = queued + since + ["after", "last"]
    #expect(texts.sorted() == ids.map { "text \($0)" }.sorted())
    let sent = try await machine.run(
      "grep -l '\"status\": \"sent\"' -r \(Self.spool)/results | wc -l"
    )
    #expect(sent == "\(ids.count - 1)\n", "since-1 alone is known to nobody but the provider")
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(doctor.succeeded, "\(doctor.output)")
  }
}
