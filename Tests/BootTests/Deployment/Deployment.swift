import SMSJSON
import SMSSystem
import TestSupport
import Testing

/// The program on a booted machine, with a simulated provider and three users: root, `alice`, who
/// may submit, and `mallory`, who may not.
struct Deployment: Sendable {
  static let spool = "/var/spool/smsdispatch/default"
  static let accessKey = "12065550"
  static let secretKey = "demo0secret0key0of0the0simulator"

  /// The repository's files on the machine.
  static let source = "/usr/local/src/smsdispatch"

  /// The repository on the host.
  static let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(4).joined(separator: "/")

  let machine: BootedMachine

  /// Sets up the files, the provider and the users; installs nothing yet.
  init(on machine: BootedMachine) async throws {
    self.machine = machine
    let programs = try CurrentProcess.program(beside: "../release")
    let copy = """
      mkdir -p "$1"
      cp -r "$2/systemd" "$2/README.md" "$2/spool" "$1/"
      mkdir -p "$1/Sources"
      cp "$2/Sources/README.md" "$1/Sources/"
      cp "$3/smsdispatch" "$1/smsdispatch"
      install -m 755 "$3/flowroute-simulator" "$4/usr/local/bin/flowroute-simulator"
      """
    let target = machine.root + Self.source
    _ = try await CommandRun([
      "sh", "-ec", copy, "sh", target, Self.repository, programs, machine.root,
    ])
    .successful()
    try machine.write(
      "/etc/systemd/system/provider.service",
      """
      [Service]
      Environment=SECRET=\(Self.secretKey)
      ExecStart=/usr/local/bin/flowroute-simulator --quiet --rate 0 --latency-ms 20 \
      --secret-key ${SECRET}
      [Install]
      WantedBy=multi-user.target
      """
    )
    try await machine.run(
      """
      systemctl daemon-reload
      systemctl --quiet enable --now provider.service
      useradd --create-home --shell /bin/sh alice
      useradd --create-home --shell /bin/sh mallory
      """
    )
  }

  /// Runs the installer as the README describes.
  @discardableResult
  func install() async throws -> String {
    try await machine.run("\(Self.source)/systemd/install.sh --binary \(Self.source)/smsdispatch")
  }

  /// Sets up an installation that has sent nothing yet, with a running daemon.
  ///
  /// - Parameters:
  ///   - account: Further members of the account.
  ///   - members: Further members of the configuration.
  ///   - spools: Further spools.
  /// - Throws: `CommandRun.Failed` if the daemon does not start.
  func beginAnew(account: String = "", members: String = "", spools: String = "") async throws {
    try await clear()
    try configure(account: account, members: members, spools: spools)
    try await machine.run("systemctl start smsdispatch")
  }

  /// Sets up an installation that has sent nothing yet, with the daemon stopped.
  func clear() async throws {
    try await machine.run(
      """
      [ -e /usr/local/bin/smsdispatch ] || \(Self.source)/systemd/install.sh \
        --binary \(Self.source)/smsdispatch >/dev/null
      systemctl stop smsdispatch nginx
      rm -rf /etc/systemd/system/smsdispatch.service.d
      systemctl daemon-reload
      systemctl reset-failed smsdispatch 2>/dev/null || true
      rm -rf /var/lib/smsdispatch /var/spool/smsdispatch
      systemd-tmpfiles --create /usr/local/lib/tmpfiles.d/smsdispatch.conf
      usermod -aG smsdispatch-submit alice
      systemctl restart provider
      """
    )
    try writeKeys(secret: Self.secretKey)
    try await machine.wait(until: "curl -fs http://127.0.0.1:8026/_simulator/statistics")
  }

  func writeKeys(secret: String) throws {
    try machine.write("/etc/smsdispatch/flowroute-access-key", Self.accessKey + "\n", mode: 0o600)
    try machine.write("/etc/smsdispatch/flowroute-secret-key", secret + "\n", mode: 0o600)
  }

  func configure(
    account: String = "",
    members: String = "",
    spools: String = "",
    base: String = "http://127.0.0.1:8026"
  ) throws {
    try machine.write(
      "/etc/smsdispatch/config.json5",
      """
      {
        spools: {
          default: { path: "\(Self.spool)", default_from: "12065550101" },
          \(spools)
        },
        accounts: {
          main: {
            base_url: "\(base)", numbers: ["12065550101"], messages_per_second: 200,
            timeout_seconds: 5, probe_seconds: 1, \(account)
          },
        },
        retry: { max_attempts: 1000, first_delay_seconds: 0.1, max_delay_seconds: 1 },
        uncertain: { looks_after_seconds: [0.5, 1, 2] },
        \(members)
      }
      """
    )
  }

  // MARK: The producer

  /// Waits until the intake has accepted everything submitted.
  func waitUntilAccepted() async throws {
    let files = "find \(Self.spool)/incoming \(Self.spool)/.taken -type f"
    try await machine.wait(until: "[ -z \"$(\(files))\" ]")
  }

  /// Submits requests with these ids as `alice`; each text contains its id.
  func submit(_ ids: [String], to spool: String = Deployment.spool) async throws {
    try await machine.run(
      as: "alice",
      """
      set -e
      umask 027
      cd \(spool)/incoming
      for id in \(ids.joined(separator: " ")); do
        printf '{"id": "%s", "to": "12065550142", "body": "text %s"}' $id $id >.$id
        mv .$id $id.json
      done
      """
    )
  }

  /// Waits until all have a final result, and compares results with the provider's records: each
  /// message was sent once, and nothing else was.
  func expectEachSentOnce(_ ids: [String], in spool: String = Deployment.spool) async throws {
    let count = #"grep -l '"status": "sent"' -r \#(spool)/results | wc -l"#
    try await machine.wait(until: "[ $(\(count)) -ge \(ids.count) ] || { \(count); false; }")
    let names = try await machine.run("ls \(spool)/results").split(separator: "\n")
    #expect(Set(names) == Set(ids.map { "\($0).json" }))
    let texts = try await providersTexts()
    let counts = Dictionary(texts.map { ($0, 1) }, uniquingKeysWith: +)
    let wrong = ids.filter { counts["text \($0)"] != 1 }
    #expect(wrong.isEmpty, "not exactly once: \(wrong.map { ($0, counts["text \($0)"] ?? 0) })")
  }

  /// The texts accepted by the provider, in order.
  func providersTexts() async throws -> [String] {
    try await machine.run("curl -fs http://127.0.0.1:8026/_simulator/messages")
      .split(separator: "\n")
      .compactMap { try JSONParser.parse(Array($0.utf8)).object?["body"]?.string }
  }

  // MARK: What the administrator sees

  /// Lines of the daemon's journal with this priority or a higher one.
  ///
  /// Selected by time: with a filter, `--after-cursor=` omits the first line after the cursor.
  func journal(_ priority: String = "debug", since time: String) async throws -> String {
    try await machine.run(
      "journalctl -u smsdispatch --no-pager -q -o cat -p \(priority) --since='\(time)' || true"
    )
  }

  /// The machine's time, in the form that `journal` expects.
  func now() async throws -> String {
    String(try await machine.run("date '+%Y-%m-%d %H:%M:%S.%6N'").dropLast())
  }

  /// Waits until the daemon's journal since a time has a line with a text.
  func waitForJournal(_ text: String, since time: String) async throws {
    try await machine.wait(
      until:
        "journalctl -u smsdispatch --no-pager -q -o cat --since='\(time)' | grep -q -- '\(text)'"
    )
  }

  func status() async throws -> String { try await machine.run("smsdispatch status") }

  func mainProcess() async throws -> String {
    try await property("MainPID")
  }

  func property(_ name: String) async throws -> String {
    String(
      try await machine.run("systemctl show --value -p \(name) smsdispatch").dropLast()
    )
  }

  static func ids(_ prefix: String, _ count: Int) -> [String] {
    (1...count).map { "\(prefix)-\($0)" }
  }
}
