import Glibc
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite struct SpoolLayoutTests {
  private let root: TemporaryDirectory

  init() throws {
    root = try TemporaryDirectory()
  }

  private func modes(_ layout: SpoolLayout) throws -> [SpoolDirectory: UInt32] {
    var modes: [SpoolDirectory: UInt32] = [:]
    for which in SpoolDirectory.allCases {
      modes[which] = try Directory(path: layout.path(of: which)).status().mode
    }
    return modes
  }

  @Test("a new spool has the contract's directories and permissions")
  func shared() throws {
    let layout = SpoolLayout(root: root.path("var/spool/default"))
    try layout.make()
    #expect(
      try modes(layout) == [
        .incoming: 0o3730, .media: 0o3730, .results: 0o2750, .rejected: 0o2750, .received: 0o2750,
        // The bit is inherited, and does no harm where only the owner may enter.
        .taken: 0o2700,
      ]
    )
    #expect(try Directory(path: layout.root).status().mode == 0o2750)
    #expect(layout.problems(owner: geteuid()) == [])
  }

  @Test("the operator's spool is its owner's alone")
  func ownerOnly() throws {
    let layout = SpoolLayout(root: root.path("operator"), access: .ownerOnly)
    try layout.make()
    #expect(Set(try modes(layout).values) == [0o700])
    #expect(layout.problems(owner: geteuid()) == [])
  }

  @Test("the spool's group is handed on to what is made in it", .enabled(if: geteuid() == 0))
  func group() throws {
    let layout = SpoolLayout(root: root.path("spool"))
    let spool = try root.directory.makeDirectory("spool", mode: 0o700)
    try spool.setOwner(group: 4_711)
    try spool.setMode(0o2750)
    try layout.make()
    #expect(try Directory(path: layout.path(of: .incoming)).status().group == 4_711)
    #expect(try Directory(path: layout.path(of: .incoming)).status().mode == 0o3730)
    #expect(try Directory(path: layout.path(of: .results)).status().group == 4_711)
    #expect(layout.problems(owner: geteuid()) == [])
  }

  @Test("making a spool that is there changes nothing of it, and adds what is missing")
  func again() throws {
    let layout = SpoolLayout(root: root.path("spool"))
    try layout.make()
    #expect(chmod(layout.path(of: .results), 0o755) == 0)
    #expect(rmdir(layout.path(of: .received)) == 0)
    try layout.make()
    #expect(try modes(layout)[.results] == 0o755)
    #expect(try modes(layout)[.received] == 0o2750)
  }

  @Test(
    "a directory whose group would not be handed on is left as it is, and the command is reported",
    .enabled(if: geteuid() == 0)
  )
  func noSetGroup() throws {
    let layout = SpoolLayout(root: root.path("spool"))
    try layout.make()
    #expect(rmdir(layout.path(of: .results)) == 0)
    #expect(chown(layout.root, .max, 4_711) == 0)
    #expect(chmod(layout.root, 0o750) == 0)
    let problem = #expect(throws: SpoolProblem.self) { try layout.makeDirectories() }
    #expect(problem?.kind == .noSetGroup)
    #expect(problem?.hint.hasPrefix("install -d -o ") == true)
    #expect(problem?.hint.hasSuffix(" -m 2750 \(layout.root)") == true)
    #expect(layout.problems(owner: geteuid()).map(\.kind).contains(.missing))
    #expect(chmod(layout.root, 0o2750) == 0)
    try layout.makeDirectories()
    let results = try Directory(path: layout.path(of: .results)).status()
    #expect(results.mode == 0o2750)
    #expect(results.group == 4_711)
  }

  @Test("a spool that is missing as a whole is made at a start only")
  func wholeMissing() throws {
    let layout = SpoolLayout(root: root.path("disk/spool"))
    let problem = #expect(throws: SpoolProblem.self) { try layout.makeDirectories() }
    #expect(problem?.kind == .missing)
    #expect(problem?.hint.hasPrefix("install -d -o ") == true)
    #expect(try !root.directory.contains("disk"))
    try layout.make()
    #expect(layout.problems(owner: geteuid()) == [])
  }

  @Test("every problem is reported with its path and its repair")
  func problems() throws {
    let layout = SpoolLayout(root: root.path("spool"))
    #expect(layout.problems(owner: geteuid()).map(\.kind) == [.missing])
    try layout.make()
    #expect(chmod(layout.path(of: .incoming), 0o777) == 0)
    #expect(rmdir(layout.path(of: .results)) == 0)
    #expect(rmdir(layout.path(of: .received)) == 0)
    #expect(symlink("/", layout.path(of: .received)) == 0)
    let problems = layout.problems(owner: geteuid())
    #expect(
      problems == [
        SpoolProblem(.wrongMode(0o777, expected: 0o3730), path: layout.path(of: .incoming)),
        SpoolProblem(.missing, path: layout.path(of: .results)),
        SpoolProblem(.notDirectory, path: layout.path(of: .received)),
      ]
    )
    #expect(problems.map(\.isFatal) == [false, true, true])
    #expect(problems.first?.description == "\(layout.path(of: .incoming)) has mode 777, not 3730")
    #expect(problems.first?.hint == "chmod 3730 \(layout.path(of: .incoming))")
  }

  @Test("a directory of another owner is reported")
  func owner() throws {
    let layout = SpoolLayout(root: root.path("spool"))
    try layout.make()
    let problems = layout.problems(owner: geteuid() + 1)
    #expect(problems.count == 1 + SpoolDirectory.allCases.count)
    #expect(
      problems.allSatisfy { $0.kind == .wrongOwner(geteuid(), expected: geteuid() + 1) }
    )
    let owner = try #require(try UserAccount.numbered(geteuid())).name
    #expect(problems.first?.description.contains("belongs to \(owner), not to") == true)
  }

  @Test("a result's name is made of valid ids only")
  func names() {
    #expect(SpoolNames.result(of: "order-1") == "order-1.json")
    for id in ["", "..", "../a", ".a", "a/b", "a b", "ä", String(repeating: "a", count: 129)] {
      #expect(SpoolNames.result(of: id) == nil)
    }
  }
}
