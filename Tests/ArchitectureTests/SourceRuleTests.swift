import Testing

struct SourceRuleTests {
  @Test("each rule holds in every source file", arguments: SourceRule.all)
  func holds(_ rule: SourceRule) throws {
    let files = try Repository.swiftFiles(under: "Sources")
    #expect(files.flatMap(rule.places) == [])
  }

  @Test(
    "each rule finds its sample in code, not in comments and strings",
    arguments: SourceRule.all
  )
  func finds(_ rule: SourceRule) {
    let file = SourceFile(
      path: "Sources/X/X.swift",
      text: """
        // \(rule.sample)
        let text = "\(rule.sample.filter { $0 != "\"" })"
        \(rule.sample)
        """
    )
    #expect(rule.places(in: file) == ["Sources/X/X.swift:3"])
  }

  @Test("one file of SMSSystem reads errno")
  func errnoInOneFile() throws {
    let files = try Repository.swiftFiles(under: "Sources")
      .filter { !$0.lineNumbers(of: /\berrno\b/).isEmpty }
    #expect(files.map(\.path).allSatisfy { $0 == "Sources/SMSSystem/Errors/Errno.swift" })
  }

  @Test("errno is found behind its module's name too")
  func errnoIsFound() {
    let file = SourceFile(path: "X.swift", text: "let a = Glibc.errno\nlet b = errnoName\n")
    #expect(file.lineNumbers(of: /\berrno\b/) == [1])
  }

  @Test("unchecked isolation carries its reason: because")
  func uncheckedIsolation() throws {
    let places = try Repository.swiftFiles(under: "Sources").flatMap(unexplained)
    #expect(places == [])
  }

  @Test("unchecked isolation without a reason is found")
  func uncheckedIsolationIsFound() {
    let file = SourceFile(
      path: "X.swift",
      text: """
        struct A: @unchecked Sendable {}
        // Sound because one queue owns it.
        struct B: @unchecked Sendable {}
        """
    )
    #expect(unexplained(file) == ["X.swift:1"])
  }

  /// Unchecked isolation with no comment that says "because" on its line or up to 6 above.
  private func unexplained(_ file: SourceFile) -> [String] {
    file.lineNumbers(of: /@unchecked Sendable|nonisolated\(unsafe\)/)
      .filter { number in
        !file.lines[max(0, number - 7)..<number].contains { $0.contains(/\/\/.*\b[Bb]ecause\b/) }
      }
      .map { "\(file.path):\($0)" }
  }
}
