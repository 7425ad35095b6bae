import SMSSystem
import TestSupport
import Testing

/// Disks, certificates, addresses, and the proxy in front of the listener.
extension Deployment {
  func fillDisks() async throws {
    for (name, place) in [("spool", Self.spool), ("state", "/var/lib/smsdispatch")] {
      try await clear()
      try configure(members: "min_free_mb: 1,")
      let owner = name == "spool" ? "gid=smsdispatch-submit,mode=2750" : "mode=700"
      try await machine.run(
        """
        mkdir -p \(place)
        mount -t tmpfs -o size=6m,uid=smsdispatch,\(owner) none \(place)
        systemctl start smsdispatch
        """
      )
      try await submit(["\(name)-before"])
      try await expectEachSentOnce(["\(name)-before"])
      try await machine.run("dd if=/dev/zero of=\(place)/filler bs=64k status=none || true")
      let began = try await now()
      // On a full disk a producer gets an error itself; a small request may still fit.
      _ = try? await submit(["\(name)-meanwhile"])
      try await waitForJournal("intake paused", since: began)
      #expect(try await journal("warning", since: began).contains("intake paused"))
      #expect(try await machine.run("systemctl is-active smsdispatch") == "active\n")
      try await expectTold(ofFull: name)
      try await machine.run("rm \(place)/filler")
      try await waitForJournal("intake resumed", since: began)
      try await submit(["\(name)-meanwhile", "\(name)-after"])
      try await expectEachSentOnce(["\(name)-before", "\(name)-meanwhile", "\(name)-after"])
      let status = try await status()
      #expect(status.contains("Daemon: running") && !status.contains("paused"), "\(status)")
      let doctor = try await machine.attempt("smsdispatch doctor")
      #expect(doctor.succeeded, "\(doctor.output)")
      let line = "systemctl show -p StatusText smsdispatch"
      try await machine.wait(until: "\(line); \(line) | grep -q 'Taking requests'")
      try await machine.run("systemctl stop smsdispatch && umount \(place)")
    }
  }

  /// Neither the commands nor the service's status claim that requests are accepted.
  private func expectTold(ofFull disk: String) async throws {
    let line = "systemctl show -p StatusText smsdispatch"
    try await machine.wait(until: "\(line); ! \(line) | grep -q 'Taking requests'")
    let status = try await status()
    #expect(status.contains("Daemon: running") && !status.contains("taking"), "\(status)")
    let doctor = try await machine.attempt("smsdispatch doctor")
    #expect(!doctor.succeeded && doctor.output.contains("below min_free_mb"), "\(doctor.output)")
    #expect(
      doctor.output.contains("MiB free for \(disk == "spool" ? "spool default" : "the state")")
    )
  }

  /// nginx provides TLS for the provider, on the IPv6 loopback.
  func trustAPrivateAuthority() async throws {
    try await clear()
    try await machine.run(
      """
      mkdir -p /etc/authority && cd /etc/authority
      openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=Test authority' \
        -keyout ca.key -out ca.pem 2>/dev/null
      openssl req -newkey rsa:2048 -nodes -subj /CN=provider.test -keyout key.pem -out request.pem \
        2>/dev/null
      printf 'subjectAltName=DNS:provider.test' >names
      openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
        -extfile names -out cert.pem 2>/dev/null
      grep -q provider.test /etc/hosts || echo '::1 provider.test' >>/etc/hosts
      """
    )
    try machine.write(
      "/etc/nginx/sites-enabled/default",
      """
      server {
        listen [::1]:8443 ssl;
        server_name provider.test;
        ssl_certificate /etc/authority/cert.pem;
        ssl_certificate_key /etc/authority/key.pem;
        location / { proxy_pass http://127.0.0.1:8026; }
      }
      """
    )
    let base = "https://provider.test:8443"
    try configure(base: base)
    try await machine.run("systemctl start nginx smsdispatch")
    try await submit(["private"])
    try await machine.wait(until: "grep -q tls_failed \(Self.spool)/results/private.json")
    #expect(try await providersTexts() == [])
    try configure(account: #"ca_file: "/etc/authority/ca.pem","#, base: base)
    try await machine.run("systemctl reload smsdispatch")
    try await expectEachSentOnce(["private"])
    let log = try await machine.run("cat /var/log/nginx/access.log")
    #expect(log.hasPrefix("::1 "), "\(log)")
  }

  /// The nginx location from systemd/README.md, with the provider's calls passing through it.
  func listenBehindNginx() async throws {
    try await clear()
    let snippet = try readme("nginx")
    try machine.write(
      "/etc/nginx/sites-enabled/default",
      "server {\n  listen 127.0.0.1:8080;\n  server_name localhost;\n\(snippet)\n}\n"
    )
    try configure(
      members:
        #"listener: { address: "127.0.0.1", port: 8025, public_url: "http://localhost:8080" },"#
    )
    try await machine.run(
      """
      : >/var/log/nginx/access.log
      systemctl start nginx smsdispatch
      """
    )
    // As root, with the unit's keys.
    try await machine.run("smsdispatch callbacks set")
    try await submit(["with-receipt"])
    try await machine.wait(
      until: "grep -q '\"delivery\"' \(Self.spool)/results/with-receipt.json"
    )
    try await machine.run(
      """
      curl -fs -d '{"from": "12065550142", "to": "12065550101", "body": "Thanks"}' \
        http://127.0.0.1:8026/_simulator/reply
      """
    )
    try await machine.wait(until: "grep -q Thanks \(Self.spool)/received/*.json")
    // nginx logs what it cannot pass on in its error log.
    try await machine.run(
      """
      systemctl stop smsdispatch
      curl -fs -d '{"from": "12065550142", "to": "12065550101", "body": "Hello?"}' \
        http://127.0.0.1:8026/_simulator/reply
      """
    )
    try await machine.wait(
      until:
        "curl -fs http://127.0.0.1:8026/_simulator/statistics | grep -q '\"failed_callbacks\":1'"
    )
    try await machine.run("systemctl start smsdispatch")
    let token = try await machine.run("cat /var/lib/smsdispatch/callback-token").split(
      separator: "\n"
    )
    let logs = try await machine.run("cat /var/log/nginx/*.log; journalctl --no-pager -q -o cat")
    #expect(!logs.contains(try #require(token.first)))
    try await expectEachSentOnce(["with-receipt"])
  }

  /// The code block of a language in systemd/README.md.
  private func readme(_ language: String) throws -> String {
    let path = "\(Self.repository)/systemd/README.md"
    let bytes = try FileDescriptor(opening: path).read(upTo: 1 << 20)
    let text = String(decoding: bytes, as: UTF8.self)
    let rest = try #require(text.split(separator: "```\(language)\n").dropFirst().first)
    return String(try #require(rest.split(separator: "\n```").first))
  }

  func removeEverything() async throws {
    try await beginAnew()
    try await machine.run("smsdispatch hold --all")
    try await submit(["unsent"])
    try await waitUntilAccepted()
    let script = "\(Self.source)/systemd/install.sh"
    let refused = try await machine.attempt("\(script) --purge")
    #expect(!refused.succeeded && refused.output.contains("are unsent"), "\(refused.output)")
    try await machine.run("systemctl is-active smsdispatch && smsdispatch release --all")
    try await expectEachSentOnce(["unsent"])
    try await machine.run("\(script) --purge")
    let left = try await machine.run(
      """
      find / -xdev -name '*smsdispatch*' -not -path '/proc/*' -not -path '\(Self.source)*' \
        -not -path '/var/log/*' -not -path '/run/*' -not -name 'smsdispatch-boot'
      getent passwd smsdispatch || true
      getent group smsdispatch-submit || true
      systemctl list-unit-files --no-legend 'smsdispatch*' || true
      """
    )
    #expect(left == "", "\(left)")
  }
}
