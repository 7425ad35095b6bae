import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// Alarms, in the unit's sandbox and out of it.
extension Deployment {
  private static let alarms = "/run/smsdispatch-alarms"

  /// A set-group-ID program works for the unit that mails alarms, and not for the daemon's command.
  func raiseAlarms() async throws {
    try await installMail()
    try await beginAnew(members: Self.alarmMembers)
    let test = try await machine.run("smsdispatch alarms test")
    #expect(test.split(separator: "\n").allSatisfy { $0.hasPrefix("ok    ") }, "\(test)")
    #expect(
      try await machine.run("cat /var/lib/smsdispatch/groups") == "smsdispatch\nsmsdispatch\n"
    )
    let check = try await machine.attempt("smsdispatch config check; smsdispatch doctor")
    #expect(check.succeeded && check.output.contains("alarms run"), "\(check.output)")
    let waiting = try await machine.run("stat -c '%a %U' \(Self.alarms)/*")
    #expect(waiting == "640 smsdispatch\n640 smsdispatch\n")

    try await machine.run("systemctl enable --now smsdispatch-alarm.path")
    try await machine.wait(until: "[ -z \"$(ls \(Self.alarms))\" ]")
    let mails = try await machine.run("cat /var/tmp/mails/*")
    #expect(mails.contains("group: mail\n"), "\(mails)")
    #expect(mails.contains("To: ops\n") && mails.contains(": warning test raised\n"), "\(mails)")
    try await pauseAndResume()
    try await machine.run("systemctl disable --now smsdispatch-alarm.path; rm -rf /var/tmp/mails")
  }

  /// Keys that are wrong for a while are mailed, and mailed as right again; a mail system that is
  /// out of order meanwhile loses nothing.
  private func pauseAndResume() async throws {
    try await machine.run("rm /var/tmp/mails/*; chmod 000 /var/tmp/mails")
    try await changeProviderKeys(to: "another0secret0key")
    try await submit(["unpaid"])
    try await machine.wait(until: "grep -q account_paused \(Self.alarms)/*-raised.json")
    let restarts = "systemctl show --value -p NRestarts smsdispatch-alarm"
    try await machine.wait(until: "[ $(\(restarts)) -ge 1 ]")
    try await changeProviderKeys(to: Self.secretKey)
    try await expectEachSentOnce(["unpaid"])
    try await machine.run(
      "chmod 1777 /var/tmp/mails; systemctl restart smsdispatch-alarm.service"
    )
    try await machine.wait(until: "grep -q 'account_paused/main cleared' /var/tmp/mails/*")
    try await machine.run("grep -q 'critical account_paused/main raised' /var/tmp/mails/*")
    try await machine.wait(until: "[ -z \"$(ls \(Self.alarms))\" ]")
  }

  private static let alarmMembers = """
    alarms: {
      command: ["/usr/local/bin/take-alarm"], directory: "\(alarms)", clear_after_seconds: 1,
    },
    """

  private func changeProviderKeys(to secret: String) async throws {
    try await machine.run(
      """
      curl -fs -d '{"access_key": "\(Self.accessKey)", "secret_key": "\(secret)"}' \
        http://127.0.0.1:8026/_simulator/keys
      """
    )
  }

  /// A sendmail that says which group it has, as that of a mail system has one of its own.
  private func installMail() async throws {
    try machine.write(
      "/usr/sbin/sendmail",
      """
      #!/bin/sh
      set -e
      t=/var/tmp/mails/$(date +%s%N)
      { printf 'group: '; /usr/local/bin/group -gn; cat; } >$t
      """,
      mode: 0o755
    )
    try machine.write(
      "/usr/local/bin/take-alarm",
      """
      #!/bin/sh
      set -e
      cat >/var/lib/smsdispatch/last-alarm
      /usr/local/bin/group -gn >>/var/lib/smsdispatch/groups
      """,
      mode: 0o755
    )
    try await machine.run(
      """
      mkdir -p /etc/systemd/system/smsdispatch-alarm.service.d
      printf '[Service]\\nEnvironment=MAILTO=ops\\nRestartSec=1\\n' \
        >/etc/systemd/system/smsdispatch-alarm.service.d/to.conf
      cp /usr/bin/id /usr/local/bin/group
      chgrp mail /usr/local/bin/group
      chmod 2755 /usr/local/bin/group
      mkdir -p /var/tmp/mails
      chmod 1777 /var/tmp/mails
      systemctl daemon-reload
      """
    )
  }
}
