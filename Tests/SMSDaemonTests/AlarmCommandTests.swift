import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("The command that alarms run", .timeLimit(.minutes(10)), .throttled)
struct AlarmCommandTests {
  private let directory: TemporaryDirectory
  private let lines = Mailbox<String>()

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func run(
    _ script: String,
    _ arguments: [String] = [],
    longest: Double = 60
  ) async throws -> AlarmOutcome {
    let path = try AlarmSample.script(script, in: directory)
    var command = AlarmCommand([path] + arguments, log: AlarmSample.log(lines))
    command.longest = Interval(seconds: longest)
    command.grace = Interval(seconds: 0.1)
    return await command.deliver(AlarmSample.document())
  }

  private func read(_ name: FileName) throws -> String {
    String(decoding: try directory.directory.read(name, upTo: 1 << 20), as: UTF8.self)
  }

  @Test("it gets the report on its standard input, and its arguments as they are")
  func input() async throws {
    let words = ["$(id) `id` ; & \"", "", "two words"]
    let outcome = try await run(
      "cat >\(directory.path("in")); for a; do echo \"$a\"; done >\(directory.path("words"))",
      words
    )
    #expect(outcome == .ran(.exited(0), isTimedOut: false))
    #expect(try read("in") == String(decoding: AlarmSample.document().bytes, as: UTF8.self))
    #expect(try read("words") == words.map { $0 + "\n" }.joined())
  }

  @Test("it has no variables but PATH, no open files, and runs in the root directory")
  func surroundings() async throws {
    let env = "/proc/self/environ"
    let outcome = try await run(
      "tr '\\0' '\\n' <\(env) >\(directory.path("env")); pwd >\(directory.path("pwd"))\n"
        + "ls /proc/self/fd >\(directory.path("fds"))"
    )
    #expect(outcome.isGood)
    let variables = try read("env").split(separator: "\n").map { $0.prefix { $0 != "=" } }
    // The shell itself exports where it is.
    #expect(Set(variables).subtracting(["PWD", "OLDPWD", "_", "SHLVL"]) == ["PATH"])
    #expect(try read("pwd") == "/\n")
    // ls itself opens the directory.
    #expect(try read("fds").split(separator: "\n").count <= 4)
  }

  @Test("an exit status is reported, and its complaint logged in one line")
  func failure() async throws {
    let outcome = try await run(
      "echo 'no route to 12065550142' >&2; printf 'a\\033[1m' >&2; exit 3"
    )
    #expect(outcome == .ran(.exited(3), isTimedOut: false))
    #expect(!outcome.isGood)
    #expect(outcome.words == "it ended with exit status 3")
    let line = try await lines.next()
    #expect(
      line.hasPrefix("<6>alarm output id=5f0c1234-a output=\"no route to 1206•••0142\\na\\u{1b}")
    )
    #expect(line.filter { $0 == "\n" }.count == 1)
  }

  @Test("a huge complaint is cut, and does not hold it up")
  func hugeComplaint() async throws {
    let outcome = try await run("head -c 3000000 /dev/zero | tr '\\0' x >&2")
    #expect(outcome.isGood)
    let line = try await lines.next()
    #expect(line.utf8.count < 2_200)
    #expect(line.hasSuffix(" …\"\n"))
  }

  @Test("its standard output is nowhere, and it need not read its input")
  func output() async throws {
    let outcome = try await run("exec <&-; head -c 3000000 /dev/zero; exit 0")
    #expect(outcome.isGood)
  }

  @Test("one that hangs is ended, though it ignores TERM")
  func hang() async throws {
    for script in ["sleep 1000", "trap '' TERM; while :; do sleep 1000; done"] {
      let outcome = try await run(script, longest: 0.3)
      guard case .ran(.signaled, isTimedOut: true) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
      #expect(!outcome.isGood)
      #expect(outcome.words == "it ran longer than 30 s and was ended")
    }
  }

  @Test("one that is missing, or may not be run, or is no program, is reported with its path")
  func notRun() async throws {
    let plain = try AlarmSample.script("exit 0", in: directory, mode: 0o644)
    try directory.directory.writeReplacing("text", Array("hello".utf8), mode: 0o755, durable: false)
    for path in ["/no/such/program", plain, directory.path("text"), directory.path] {
      let outcome = await AlarmCommand([path], log: AlarmSample.log())
        .deliver(AlarmSample.document())
      guard case .failed(let reason) = outcome else {
        Issue.record("\(path): \(outcome)")
        continue
      }
      #expect(reason.hasPrefix("\(path) cannot be run: "))
    }
  }
}

@Suite("The directory that alarms are written to", .throttled)
struct AlarmDirectoryTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func names() throws -> [String] {
    var listing = try directory.directory.listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append("\(entry.name)") }
    return names.sorted()
  }

  @Test("each report is one whole file that the group may read")
  func files() async throws {
    let sink = AlarmDirectory(path: directory.path)
    for state in AlarmNotice.State.allCases {
      let document = AlarmSample.document("b", state)
      let outcome = await sink.deliver(document)
      #expect(outcome == .wrote(directory.path("\(document.fileName)")))
      let status = try directory.directory.status(document.fileName)
      #expect(status.mode == 0o640)
      #expect(try directory.directory.read(document.fileName, upTo: 1 << 20) == document.bytes)
    }
    #expect(try names().count == 3)
    #expect(try names().allSatisfy { $0.hasPrefix("1795420800000-5f0c1234-b-") })
  }

  @Test("a full directory keeps the oldest, and says why")
  func full() async throws {
    for number in 0..<AlarmDirectory.mostFiles {
      let name = try #require(FileName("\(number).json"))
      _ = try directory.directory.createFile(name)
    }
    let outcome = await AlarmDirectory(path: directory.path).deliver(AlarmSample.document())
    #expect(outcome == .failed("\(directory.path) has 1000 files, which nobody takes away"))
    #expect(try names().count == AlarmDirectory.mostFiles)
  }

  @Test("one that is missing is not made, and is a failure")
  func missing() async throws {
    let path = directory.path("gone")
    let outcome = await AlarmDirectory(path: path).deliver(AlarmSample.document())
    #expect(outcome == .failed("open \(path): No such file or directory (ENOENT)"))
    #expect(try names() == [])
  }
}
