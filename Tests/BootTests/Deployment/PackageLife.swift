import SMSSystem
import TestSupport
import Testing

/// The Debian package on a machine without smsdispatch, from installation to purge.
struct PackageLife: Sendable {
  private static let state = "/var/lib/smsdispatch"
  private static let spools = "/var/spool/smsdispatch"
  private static let settings = "/etc/smsdispatch"
  /// The directories of the package and of one with a higher version on the machine.
  private static let (first, next) = ("/root/first", "/root/next")

  private let deployment: Deployment
  private let queued = Deployment.ids("queued", 40)
  private var machine: BootedMachine { deployment.machine }

  /// The package and one with a higher version, shared by all machines.
  private static let packages = Task { () async throws -> TemporaryDirectory in
    let directory = try TemporaryDirectory()
    let script = """
      cd "$3" && mkdir first next
      DPKG_DEB_COMPRESSOR_LEVEL=0 "$1/systemd/package.sh" --binary "$2/smsdispatch" --output first
      dpkg-deb --raw-extract first/smsdispatch_*.deb tree
      sed -i 's/^Version: .*/&+next/' tree/DEBIAN/control
      dpkg-deb -Znone --root-owner-group --build tree next
      rm -r tree
      """
    let programs = try CurrentProcess.program(beside: "../release")
    let line = ["sh", "-ec", script, "sh", Deployment.repository, programs, directory.path]
    _ = try await CommandRun(line).successful()
    return directory
  }

  /// Copies both packages to the machine.
  init(on deployment: Deployment) async throws {
    self.deployment = deployment
    let packages = try await Self.packages.value
    let copy = ["cp", "-r", packages.path("first"), packages.path("next")]
    _ = try await CommandRun(copy + [deployment.machine.root + "/root/"]).successful()
  }

  /// Performs all steps in order.
  func run() async throws {
    try await install()
    try await upgrade()
    try await removeAndInstallAgain()
    try await purgeAndKeep()
    try await purgeAll()
    try await refuseBesideInstallScript()
  }

  // MARK: Steps

  /// Installs the package, adds two keys and the sender's number, starts the daemon, sends a
  /// message.
  private func install() async throws {
    let said = try await apt("install", Self.first).successful()
    #expect(said.contains("\(Self.settings)/flowroute-access-key"), "\(said)")
    #expect(try await !isActive())
    try await machine.run("systemctl is-enabled smsdispatch")
    try deployment.writeKeys(secret: Deployment.secretKey)
    try await machine.run(
      """
      sed -i 's|//base_url: "[^"]*"|base_url: "http://127.0.0.1:8026"|' \
        \(Self.settings)/config.json5
      smsdispatch config check
      systemctl restart provider
      systemctl start smsdispatch
      usermod -aG smsdispatch-submit alice
      """
    )
    try await deployment.submit(["first"])
    try await deployment.expectEachSentOnce(["first"])
    try await machine.run(
      """
      smsdispatch doctor
      for page in man1/smsdispatch.1 man5/smsdispatch.json5.5 man7/smsdispatch-spool.7 \
        man1/flowroute-simulator.1; do zcat /usr/share/man/$page.gz | grep -q '^.SH .NAME'; done
      """
    )
  }

  /// With waiting messages: an upgrade that is refused, and one that succeeds.
  private func upgrade() async throws {
    try await machine.run("smsdispatch hold --all")
    try await deployment.submit(queued)
    try await deployment.waitUntilAccepted()
    let process = try await deployment.mainProcess()
    try await machine.run(
      """
      cd \(Self.settings) && cp config.json5 /root/good
      sed -i 's|^{|{ max_segmants: 3,|' config.json5
      """
    )
    let refused = try await apt("install", Self.next)
    #expect(!refused.succeeded)
    #expect(refused.output.contains("max_segmants"), "\(refused.output)")
    #expect(refused.output.contains("nothing was replaced"), "\(refused.output)")
    #expect(try await deployment.mainProcess() == process)
    try await machine.run("cp /root/good \(Self.settings)/config.json5")
    _ = try await apt("install", Self.next).successful()
    #expect(try await deployment.mainProcess() != process)
    #expect(try await isActive())
    #expect(try await waiting() == "40")
  }

  private func removeAndInstallAgain() async throws {
    _ = try await machine.attempt("\(Self.apt) remove smsdispatch").successful()
    #expect(try await machine.run("systemctl show -p LoadState smsdispatch").contains("not-found"))
    _ = try await apt("install", Self.next).successful()
    #expect(try await isActive())
    #expect(try await waiting() == "40")
  }

  /// Neither "no" nor a "yes" that does not cover unsent messages removes any of them.
  private func purgeAndKeep() async throws {
    for answer in ["smsdispatch/purge boolean false", "smsdispatch/purge boolean true"] {
      let said = try await purge(answers: [answer])
      #expect(said.contains("kept \(Self.state)"), "\(said)")
      #expect(said.contains("messages in the ledger: 40"), "\(said)")
      #expect(said.contains("rm -rf \(Self.state) \(Self.spools)"), "\(said)")
      try await machine.run("[ -e \(Self.state)/ledger.sqlite ] && [ ! -e \(Self.settings) ]")
      _ = try await apt("install", Self.next).successful()
      #expect(try await waiting() == "40")
    }
    try deployment.writeKeys(secret: Deployment.secretKey)
    try await machine.run(
      """
      cp /root/good \(Self.settings)/config.json5
      systemctl start smsdispatch
      smsdispatch release --all
      """
    )
    try await deployment.expectEachSentOnce(["first"] + queued)
  }

  private func purgeAll() async throws {
    try await machine.run("smsdispatch hold --all")
    try await deployment.submit(["unsent"])
    try await deployment.waitUntilAccepted()
    _ = try await purge(
      answers: ["smsdispatch/purge boolean true", "smsdispatch/purge-unsent boolean true"]
    )
    try await machine.run(
      "for i in \(Self.state) \(Self.spools) \(Self.settings); do [ ! -e $i ]; done"
    )
  }

  /// A unit from install.sh would override the package's.
  private func refuseBesideInstallScript() async throws {
    try await deployment.install()
    let refused = try await apt("install", Self.first)
    #expect(!refused.succeeded)
    #expect(refused.output.contains("systemd/install.sh --remove"), "\(refused.output)")
  }

  // MARK: Means

  private static let apt = "DEBIAN_FRONTEND=noninteractive apt -y"

  private func apt(_ action: String, _ place: String) async throws -> CommandRun {
    try await machine.attempt("cd \(place) && \(Self.apt) \(action) ./smsdispatch_*.deb")
  }

  private func purge(answers: [String]) async throws -> String {
    for answer in answers {
      try await machine.run("echo 'smsdispatch \(answer)' | debconf-set-selections")
    }
    return try await machine.attempt("\(Self.apt) purge smsdispatch").successful()
  }

  /// The number of unsent messages in the ledger.
  private func waiting() async throws -> String {
    let list = "smsdispatch list --status queued --limit 1000 --json"
    return String(try await machine.run("\(list) | wc -l").dropLast())
  }

  private func isActive() async throws -> Bool {
    try await machine.attempt("systemctl is-active smsdispatch").succeeded
  }
}
