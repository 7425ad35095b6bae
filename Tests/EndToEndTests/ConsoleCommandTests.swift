import Glibc
import SMSSystem
import TestSupport
import Testing

/// Commands of users without a right to the daemon's files, which the daemon runs for them.
@Suite(
  "Commands at the console's socket",
  .serialized,
  .timeLimit(.minutes(10)),
  .throttled,
  .enabled("needs root, setpriv, and two groups of Debian") { await ConsoleFixture.isPossible() }
)
struct ConsoleCommandTests {
  @Test("A reader sees what the ledger has, without a person's number, a text or metadata")
  func read() async throws {
    try await ConsoleFixture.run(holding: true) { fixture in
      try fixture.program.submit("order-12065550142", body: "A text for nobody else")
      try await fixture.waitUntilQueued("order-12065550142")
      let list = try await fixture.run(as: .reader, "list")
      #expect(list.status == .exited(0), "\(list)")
      #expect(list.output.contains("order-•••••••0142  "), "\(list)")
      #expect(list.output.contains("  •••••••0142  "), "\(list)")
      for words in [
        ["show", "order-12065550142"], ["show", "order-12065550142", "--json"], ["list", "--json"],
        ["history", "12065550142"], ["history", "12065550142", "--json"], ["status"], ["ages"],
        ["audit"], ["optout", "list"],
      ] {
        let run = try await fixture.run(as: .reader, words)
        #expect(run.status == .exited(0), "\(words): \(run)")
        for secret in ["12065550142", "nobody else"] {
          #expect(!(run.output + run.error).contains(secret), "\(words): \(run)")
        }
      }
      #expect(try await fixture.run(as: .reader, "show", "nothing").status == .exited(66))
      #expect(try await fixture.run(as: .reader, "list", "--frob").status == .exited(64))
      let check = try await fixture.run(as: .reader, "status", "--check")
      #expect(check.output.hasPrefix("SMSDISPATCH "), "\(check)")
    }
  }

  @Test("A reader cannot act; a member of the other group can, and the audit names the user")
  func act() async throws {
    try await ConsoleFixture.run { fixture in
      let refused = try await fixture.run(as: .reader, "hold", "--all")
      #expect(refused.status == .exited(77), "\(refused)")
      #expect(refused.error.contains("adduser \(User.reader.user) \(User.actGroup)"), "\(refused)")
      let held = try await fixture.run(as: .actor, "hold", "--all")
      #expect(held.status == .exited(0) && held.output.hasPrefix("held: everything"), "\(held)")
      #expect(try await fixture.run(as: .actor, "cancel", "nothing").status == .exited(66))
      let audit = try await fixture.run(as: .root, "audit", "--json")
      let lines = audit.output.split(separator: "\n")
      #expect(lines.count == 1 || lines.count == 2, "\(audit)")
      #expect(lines.last?.contains(#""uid":0,"on_behalf_uid":\#(User.actor.user)"#) == true)
      #expect(lines.last?.contains(#""kind":"hold""#) == true, "\(audit)")
      try fixture.program.submit("a")
      try await fixture.waitUntilQueued("a")
      let asked = try await fixture.run(as: .actor, "cancel", "--to", "12065550142")
      #expect(asked.status == .exited(1) && asked.output.contains("•••••••0142"), "\(asked)")
      let canceled = try await fixture.run(as: .actor, "cancel", "--to", "12065550142", "--yes")
      #expect(canceled.status == .exited(0), "\(canceled)")
      #expect(try await fixture.program.status(of: "a") == "canceled")
      try fixture.program.submit("b")
      try await fixture.waitUntilQueued("b")
      let updated = try await fixture.run(
        as: .actor,
        script: "printf 'It’s changed\\n' | p update b --body - --priority high"
      )
      #expect(updated.status == .exited(0), "\(updated)")
      #expect(updated.output == "b: updated priority, body\n")
      let shown = try await fixture.run(as: .reader, "show", "b")
      #expect(shown.output.contains("1 segment, ucs2"), "\(shown)")
      #expect(try await fixture.run(as: .reader, "update", "b", "--ttl", "9").status == .exited(77))
      #expect(try await fixture.run(as: .actor, "release", "--all").status == .exited(0))
    }
  }

  @Test("A reader gets a session that reads; one that acts needs the other group")
  func sessions() async throws {
    try await ConsoleFixture.run { fixture in
      let address = try await fixture.run(as: .reader, "console")
      #expect(address.status == .exited(0), "\(address)")
      #expect(address.output.hasPrefix("http://127.0.0.1:"), "\(address)")
      #expect(try await fixture.run(as: .actor, "console", "--act").status == .exited(0))
      #expect(try await fixture.run(as: .actor, "console", "revoke").status == .exited(0))
      for words in [["console", "--act"], ["console", "revoke"]] {
        let refused = try await fixture.run(as: .reader, words)
        #expect(refused.status == .exited(77), "\(refused)")
        #expect(refused.error.contains("console.act_group"), "\(refused)")
      }
      #expect(try await fixture.run(as: .stranger, "console").status == .exited(77))
    }
  }

  @Test("A stranger is refused, and so is everybody for what the daemon does not run")
  func strangers() async throws {
    try await ConsoleFixture.run { fixture in
      for words in [["list"], ["hold", "--all"]] {
        let run = try await fixture.run(as: .stranger, words)
        #expect(run.status == .exited(77), "\(run)")
        // Lines are wrapped.
        let words = run.error.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("adduser \(User.stranger.user) \(User.readGroup)"), "\(run)")
      }
      let check = try await fixture.run(as: .stranger, "status", "--check")
      #expect(check.status == .exited(3) && check.output.hasPrefix("SMSDISPATCH UNKNOWN"))
      let copy = "/tmp/smsdispatch-copy-\(UInt64.random(in: 0 ... .max))"
      for words in [["optout", "export"], ["backup", copy], ["ledger", "check"]] {
        let run = try await fixture.run(as: .actor, words)
        #expect(run.status == .exited(77), "\(words): \(run)")
      }
    }
  }

  @Test("A long list arrives whole; a reader that leaves ends the command")
  func long() async throws {
    try await ConsoleFixture.run(holding: true) { fixture in
      let ids = try await fixture.submitMany(3_000)
      let list = try await fixture.run(as: .reader, "list", "--json", "--limit", "5000")
      #expect(list.status == .exited(0), "\(list.error)")
      let found = list.output.split(separator: "\n").filter { $0.contains(#""kind":"message""#) }
      #expect(found.count == ids)
      let script = "p list --json --limit 5000 | head -n 1"
      let head = try await fixture.run(as: .reader, script: script)
      #expect(head.status == .exited(0) && head.output.split(separator: "\n").count == 1, "\(head)")
      while try fixture.hasChildren() { await Task.yield() }
    }
  }

  @Test("A daemon that is killed cuts the answer: 75; one that is stopped does not answer: 69")
  func stopped() async throws {
    try await ConsoleFixture.run(holding: true) { fixture in
      // More than the buffers on the way hold.
      _ = try await fixture.submitMany(3_000)
      // It reads a little, waits for the file, and then reads the rest.
      let go = fixture.program.directory.path("go")
      let script = """
        { p list --json --limit 5000; echo $? >&2; } | {
          head -c 100 >/dev/null; echo begun >&2; while [ ! -e \(go) ]; do sleep 0.1; done
          cat >/dev/null
        }
        """
      let reader = try fixture.start(as: .reader, script: script)
      try await fixture.program.logged("begun", in: "user.err")
      try fixture.daemon.send(.kill)
      _ = try await fixture.daemon.wait()
      try fixture.program.directory.directory.makeDirectory("go", mode: 0o755)
      _ = try await reader.wait()
      let error = try fixture.program.read("user.err")
      #expect(error.contains("the daemon's answer is not complete"), "\(error)")
      #expect(error.split(separator: "\n").last == "75", "\(error)")
      for user in [User.reader, .actor] {
        let run = try await fixture.run(as: user, user == .reader ? ["list"] : ["hold", "--all"])
        #expect(run.status == .exited(69), "\(run)")
        #expect(run.error.contains("Only root reads while it is stopped"), "\(run)")
      }
      let check = try await fixture.run(as: .reader, "status", "--check")
      #expect(check.status == .exited(2) && check.output.hasPrefix("SMSDISPATCH CRITICAL"))
      #expect(try await fixture.run(as: .stranger, "list").status == .exited(77))
      #expect(try await fixture.run(as: .root, "list").status == .exited(0))
    }
  }
}

/// A user of the machine.
private enum User: UInt32 {
  case root = 0
  case reader = 54_321
  case actor = 54_322
  case stranger = 54_323

  static let readGroup = "games"
  static let actGroup = "operator"

  var user: UInt32 { rawValue }

  var groups: [String] {
    switch self {
    case .root, .stranger: []
    case .reader: [Self.readGroup]
    case .actor: [Self.readGroup, Self.actGroup]
    }
  }

  /// What makes a program run as this user.
  var prefix: [String] {
    guard self != .root else { return ["env"] }
    let numbers = groups.compactMap { (try? GroupAccount.named($0))?.group }.map { "\($0)" }
    return ["setpriv", "--reuid", "\(user)", "--regid", "\(user)"]
      + (numbers.isEmpty ? ["--clear-groups"] : ["--groups", numbers.joined(separator: ",")])
  }
}

/// A daemon with a socket that a group may read, and another may act at.
private struct ConsoleFixture {
  let program: ProgramFixture
  let daemon: ChildProcess

  static func isPossible() async -> Bool {
    guard CurrentProcess.user == 0 else { return false }
    let groups = [User.readGroup, User.actGroup]
    guard groups.allSatisfy({ (try? GroupAccount.named($0)) != nil }) else { return false }
    return (try? await ChildProcess(ChildCommand("setpriv", ["true"])).wait()) == .exited(0)
  }

  /// Runs a test with a daemon, which has ended when this returns.
  static func run(
    holding isHolding: Bool = false,
    _ test: (ConsoleFixture) async throws -> Void
  ) async throws {
    let program = try ProgramFixture(
      members: """
        console: { port: 0, read_group: "\(User.readGroup)", act_group: "\(User.actGroup)" },
        """
    )
    let directory = program.directory
    let script = """
      mkdir "$1/run" "$1/run/console"; chgrp \(User.readGroup) "$1/run/console"
      chmod 2750 "$1/run/console"; chmod 755 "$1" "$1/run"; chmod 644 "$2"; cp "$3" "$1/program"
      """
    let built = try CurrentProcess.program(beside: "smsdispatch")
    let prepare = ChildCommand(
      "sh",
      ["-ec", script, "sh", directory.path, program.configuration, built]
    )
    #expect(try await ChildProcess(prepare).wait() == .exited(0))
    let runtime = ["RUNTIME_DIRECTORY": directory.path("run")]
    let fixture = ConsoleFixture(
      program: program,
      daemon: try await program.serve(environment: runtime)
    )
    if isHolding {
      #expect(try await fixture.run(as: .root, "hold", "--all").status == .exited(0))
    }
    let result: Result<Void, any Error>
    do {
      result = .success(try await test(fixture))
    } catch {
      result = .failure(error)
    }
    try? fixture.daemon.send(.kill)
    _ = try await fixture.daemon.wait()
    try result.get()
  }

  /// Waits until a request is accepted, while everything is held.
  func waitUntilQueued(_ id: String) async throws {
    while try await !run(as: .root, "show", id).output.hasPrefix("\(id): queued") {}
  }

  /// Submits requests, and waits until they are accepted.
  func submitMany(_ count: Int) async throws -> Int {
    let requests = (0..<count).map { #"{"id": "m\#($0)", "to": "12065550142", "body": "Hi"}"# }
    try program.write("many.jsonl", requests.joined(separator: "\n"))
    let submit = try await run(
      as: .root,
      "submit",
      "--file",
      program.directory.path("many.jsonl")
    )
    #expect(submit.status == .exited(0), "\(submit)")
    while try await !run(as: .root, "status", "--json").output.contains("\"queued\":\(count),") {}
    return count
  }

  /// Whether the daemon has processes that run commands.
  func hasChildren() throws -> Bool {
    // Each is listed with the thread that started it.
    let threads = "/proc/\(daemon.identifier)/task"
    var listing = try Directory(path: threads).listing()
    while let thread = try listing.next() {
      let path = "\(threads)/\(thread.name)/children"
      guard let children = try? FileDescriptor(opening: path).read(upTo: 100) else { continue }
      if !children.isEmpty { return true }
    }
    return false
  }

  typealias Run = (status: SMSSystem.ExitStatus, output: String, error: String)

  func run(as user: User, _ words: String...) async throws -> Run {
    try await run(as: user, words)
  }

  func run(as user: User, _ words: [String]) async throws -> Run {
    try await ended(start(as: user, script: "p \(quoted(words))"))
  }

  /// Runs a script in which `p` is the program, with its configuration.
  func run(as user: User, script: String) async throws -> Run {
    try await ended(start(as: user, script: script))
  }

  private func ended(_ process: ChildProcess) async throws -> Run {
    let status = try await process.wait()
    return (status, try program.read("user.out"), try program.read("user.err"))
  }

  private func quoted(_ words: [String]) -> String {
    words.map { "'\($0)'" }.joined(separator: " ")
  }

  func start(as user: User, script: String) throws -> ChildProcess {
    // The configuration is given as a user does, after the words of the command.
    let wrapper = "p() { \(directory)/program \"$@\" --config \(program.configuration); }\n"
    let path = "/usr/sbin:/usr/bin:/sbin:/bin"
    var command = ChildCommand(
      user.prefix[0],
      user.prefix.dropFirst() + ["timeout", "60", "bash", "-c", wrapper + script],
      environment: ["RUNTIME_DIRECTORY": "\(directory)/run", "PATH": path]
    )
    command.output = .file(program.directory.path("user.out"))
    command.error = .file(program.directory.path("user.err"))
    return try ChildProcess(command)
  }

  private var directory: String { program.directory.path }
}
