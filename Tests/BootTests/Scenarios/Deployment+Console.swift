import TestSupport
import Testing

/// What users may do who have no right to the daemon's files, in the unit's sandbox.
extension Deployment {
  /// `olga` may read, `otto` may act, `mallory` may do neither.
  func askTheDaemon() async throws {
    try await beginAnew(members: #"console: { act_group: "smsdispatch-actors" },"#)
    try await machine.run(
      """
      groupadd --system smsdispatch-actors
      useradd --create-home --shell /bin/sh --groups smsdispatch-operators olga
      useradd --create-home --shell /bin/sh \
        --groups smsdispatch-operators,smsdispatch-actors otto
      systemctl reload smsdispatch
      """
    )
    let socket = try await machine.run("stat -Lc '%a %U %G' /run/smsdispatch/console.sock")
    #expect(socket == "660 smsdispatch smsdispatch-operators\n")
    try await submit(["asked-12065550143"])
    try await expectEachSentOnce(["asked-12065550143"])
    let list = try await machine.run(as: "olga", "smsdispatch list; smsdispatch status")
    #expect(list.contains("asked-•••••••0143") && list.contains("•••••••0142"), "\(list)")
    #expect(list.contains("Daemon: running") && !list.contains("12065550142"), "\(list)")
    try await expect(77, of: "hold --all", as: "olga", saying: "adduser olga smsdispatch-actors")
    try await expect(77, of: "list", as: "mallory", saying: "adduser mallory smsdispatch-operators")
    try await machine.run(as: "otto", "smsdispatch hold --all && smsdispatch release --all")
    let audit = try await machine.run(as: "olga", "smsdispatch audit")
    #expect(audit.split(separator: "\n").count { $0.contains("otto (by smsdispatch)") } == 2)
    try await machine.run("systemctl stop smsdispatch")
    try await expect(69, of: "list", as: "olga", saying: "Only root reads while it is stopped")
    try await expect(77, of: "list", as: "mallory", saying: "open to root and smsdispatch only")
    try await machine.run("smsdispatch list && systemctl start smsdispatch")
    try await machine.run(as: "olga", "smsdispatch status --check")
    try await machine.run("userdel -rf olga; userdel -rf otto; groupdel smsdispatch-actors")
  }

  private func expect(
    _ status: Int,
    of command: String,
    as user: String,
    saying text: String
  ) async throws {
    let run = try await machine.attempt(as: user, "smsdispatch \(command) 2>&1; echo $?")
    #expect(run.output.hasSuffix("\n\(status)\n"), "\(user) \(command): \(run.output)")
    // Long lines are wrapped.
    let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(text), "\(user) \(command): \(run.output)")
  }
}
