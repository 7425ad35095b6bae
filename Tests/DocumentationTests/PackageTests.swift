import SMSSystem
import TestSupport
import Testing

/// The Debian package, short of its life on a machine.
@Suite(.throttled)
struct PackageTests {
  private static let tools: Comment = "needs dpkg-dev, binutils and chrpath"

  /// Runs `systemd/package.sh`.
  private func package(_ words: String...) async throws -> SystemTool.Run {
    try await SystemTool.run("sh", ["\(Repository.root)/systemd/package.sh"] + words)
  }

  @Test("the newest entry of the changelog is the release that the programs are")
  func changelog() throws {
    let first = try Repository.text("systemd/debian/changelog").prefix { $0 != "\n" }
    #expect(first == "smsdispatch (\(CurrentProcess.version)) unstable; urgency=medium")
  }

  @Test("everything that a maintainer script asks is a question of the templates, and no other")
  func questions() throws {
    let templates = try Repository.text("systemd/debian/templates")
      .matches(of: /Template: (smsdispatch\/[a-z-]+)/).map { String($0.1) }
    var used: Set<String> = []
    for script in ["config", "postinst", "prerm", "postrm"] {
      let text = try Repository.text("systemd/debian/\(script)")
      used.formUnion(
        text.matches(of: /(?:db_[a-z]+|ask [a-z]+) (smsdispatch\/[a-z-]+)/).map { String($0.1) }
      )
    }
    #expect(templates.sorted() == used.sorted())
  }

  @Test("each question about removal is answered with no, unless someone says yes")
  func defaults() throws {
    let templates = try Repository.text("systemd/debian/templates").split(separator: "\n\n")
    let questions = templates.filter { $0.contains("Type: boolean") }
    #expect(questions.count == 2)
    #expect(questions.allSatisfy { $0.contains("\nDefault: false\n") })
  }

  @Test(
    "a build that needs Swift on the server is not packaged",
    .enabled(
      if: SystemTool.areThere("dpkg-shlibdeps", "dpkg-parsechangelog", "strip", "chrpath"),
      tools
    )
  )
  func debugBuild() async throws {
    let binary = try CurrentProcess.program(beside: "smsdispatch")
    let directory = try TemporaryDirectory()
    let run = try await package("--binary", binary, "--output", directory.path)
    let isStatic = try await !SystemTool.run("ldd", [binary]).output.contains("libswiftCore")
    guard !isStatic else { return }
    #expect(run.status == .exited(1))
    #expect(
      run.output == "package.sh: \(binary) needs Swift's libraries: build it with -c release\n"
    )
    var listing = try directory.directory.listing()
    #expect(try listing.next() == nil)
  }

  @Test("a word that the script does not know is refused")
  func usage() async throws {
    let run = try await package("--what")
    #expect(run.status == .exited(1))
    #expect(run.output == "package.sh: what is '--what'? See --help\n")
  }
}
