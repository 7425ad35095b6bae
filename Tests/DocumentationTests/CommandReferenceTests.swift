import Testing

struct CommandReferenceTests {
  /// The contract's subcommands that this version has.
  private static let subcommands = [
    "serve", "demo", "submit", "wait", "show", "list", "status", "cancel", "hold", "release",
    "retry", "flush", "config check", "doctor",
  ]

  @Test("every subcommand has its row")
  func commands() throws {
    let rows = try Document("README.md").rows(under: "Commands").filter { $0.count == 2 }
    let words = rows.compactMap { $0[0].quotedWords.first }
    for subcommand in Self.subcommands {
      #expect(
        words.contains { $0 == subcommand || $0.hasPrefix("\(subcommand) ") },
        "\(subcommand)"
      )
    }
  }
}
