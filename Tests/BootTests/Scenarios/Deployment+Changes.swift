import SMSSystem
import TestSupport
import Testing

/// Changes by an administrator: spools, configuration, keys, the program.
extension Deployment {
  func addSpools() async throws {
    try await clear()
    let began = try await now()
    let lab = "/var/spool/smsdispatch/lab"
    try await machine.run(
      """
      getent group lab >/dev/null || groupadd lab
      usermod -aG lab smsdispatch
      usermod -aG lab alice
      sed -n 's|^d \\(.*/smsdispatch/\\)default\\(.*\\)smsdispatch-submit|d \\1lab\\2lab|p' \
        /usr/local/lib/tmpfiles.d/smsdispatch.conf >/etc/tmpfiles.d/lab.conf
      systemd-tmpfiles --create /etc/tmpfiles.d/lab.conf
      """
    )
    let sender = #"default_from: "12065550101""#
    try configure(
      spools: """
        lab: { path: "\(lab)", \(sender) },
        broken: { path: "/var/spool/smsdispatch/broken", \(sender) },
        """
    )
    try await machine.run("systemctl start smsdispatch")
    try await submit(["lab-1"], to: lab)
    try await submit(["shop-1"])
    try await machine.wait(
      until:
        "grep -q sent \(lab)/results/lab-1.json && grep -q sent \(Self.spool)/results/shop-1.json"
    )
    #expect(Set(try await providersTexts()) == ["text lab-1", "text shop-1"])
    // Users outside a spool's group cannot read its results.
    #expect(try await !machine.attempt(as: "mallory", "cat \(lab)/results/lab-1.json").succeeded)

    let repair =
      "install -d -o smsdispatch -g smsdispatch-submit -m 2750 "
      + "/var/spool/smsdispatch/broken"
    #expect(try await journal("warning", since: began).contains(repair))
    #expect(try await status().contains("broken"))
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(!doctor.succeeded && doctor.output.contains(repair), "\(doctor.output)")
    try await machine.run(repair)
    let broken = "/var/spool/smsdispatch/broken"
    try await machine.wait(until: "[ -d \(broken)/incoming ]")
    try await submit(["broken-1"], to: broken)
    try await machine.wait(until: "grep -q '\"sent\"' \(broken)/results/broken-1.json")
    #expect(try await providersTexts().count == 3)
    try await machine.run("rm /etc/tmpfiles.d/lab.conf")
  }

  func moveTheSpool() async throws {
    try await clear()
    let began = try await now()
    let place = "/srv/texts"
    try await machine.run(
      "rm -rf \(place); install -d -o smsdispatch -g smsdispatch-submit -m 2750 \(place)"
    )
    try configure(spools: #"texts: { path: "\#(place)", default_from: "12065550101" },"#)
    try await machine.run("systemctl start smsdispatch")
    // The sandbox prevents writing there, and the log says what to do.
    #expect(try await journal("warning", since: began).contains("ReadWritePaths=\(place)"))
    try await machine.run(
      """
      mkdir -p /etc/systemd/system/smsdispatch.service.d
      printf '[Service]\\nReadWritePaths=\(place)\\n' \
        >/etc/systemd/system/smsdispatch.service.d/spool.conf
      systemctl daemon-reload
      systemctl restart smsdispatch
      """
    )
    try await submit(["elsewhere"], to: place)
    try await expectEachSentOnce(["elsewhere"], in: place)
  }

  func reloadGoodAndBad() async throws {
    try await beginAnew()
    let process = try await mainProcess()
    try machine.write("/etc/smsdispatch/config.json5", "{ spools: 1 }")
    let bad = try await machine.attempt("systemctl reload smsdispatch")
    #expect(!bad.succeeded)
    try await submit(["after-a-bad-one"])
    try await expectEachSentOnce(["after-a-bad-one"])
    try configure(account: "max_in_flight: 4,")
    let began = try await now()
    try await machine.run("systemctl reload smsdispatch")
    try await waitForJournal("^reloaded", since: began)
    try await submit(["after-a-good-one"])
    try await expectEachSentOnce(["after-a-bad-one", "after-a-good-one"])
    #expect(try await mainProcess() == process)
  }

  func changeKeys() async throws {
    try await beginAnew()
    try await submit(["old-keys"])
    try await expectEachSentOnce(["old-keys"])
    try await machine.run(
      """
      curl -fs -d '{"access_key": "\(Self.accessKey)", "secret_key": "another0secret0key"}' \
        http://127.0.0.1:8026/_simulator/keys
      """
    )
    try await submit(["between"])
    try await machine.wait(until: "grep -q unauthorized \(Self.spool)/results/between.json")
    #expect(try await status().contains("unauthorized"))
    try writeKeys(secret: "another0secret0key")
    try await machine.run("systemctl restart smsdispatch")
    try await submit(["new-keys"])
    try await expectEachSentOnce(["old-keys", "between", "new-keys"])
    let status = try await status()
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(!status.contains("paused"), "\(status)")
    #expect(doctor.succeeded, "\(doctor.output)")
  }

  func upgradeInFlight() async throws {
    try await beginAnew()
    let ids = Self.ids("upgrade", 400)
    try await submit(ids)
    let told = try await install()
    #expect(told.contains("kept       /etc/smsdispatch/config.json5"), "\(told)")
    #expect(told.contains("systemctl restart smsdispatch"), "\(told)")
    try await machine.run("systemctl restart smsdispatch")
    try await expectEachSentOnce(ids)
    try await refuseFaultyConfiguration()
    try await refuseDowngrade()
  }

  /// A configuration that the new program rejects stops the upgrade; the old daemon keeps running.
  private func refuseFaultyConfiguration() async throws {
    let process = try await mainProcess()
    try machine.write("/etc/smsdispatch/config.json5", "{ spools: 1 }")
    let run = try await machine.attempt(
      "\(Self.source)/systemd/install.sh --binary \(Self.source)/smsdispatch"
    )
    #expect(!run.succeeded && run.output.contains("nothing was replaced"), "\(run.output)")
    #expect(try await mainProcess() == process)
    try configure()
  }

  private func refuseDowngrade() async throws {
    let began = try await now()
    let ledger = "/var/lib/smsdispatch/ledger.sqlite"
    let version = try await machine.run(
      """
      systemctl stop smsdispatch
      sqlite3 \(ledger) 'PRAGMA user_version'
      sqlite3 \(ledger) 'PRAGMA user_version = 9999'
      """
    )
    #expect(try await !machine.attempt("systemctl start smsdispatch").succeeded)
    let lines = try await journal(since: began)
    #expect(lines.contains("its schema has version 9999"), "\(lines)")
    try await machine.run(
      "sqlite3 \(ledger) 'PRAGMA user_version = \(version.dropLast())'; systemctl restart smsdispatch"
    )
  }
}
