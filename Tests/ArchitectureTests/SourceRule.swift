import Testing

/// Something that code in `Sources` must not contain.
struct SourceRule: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Code that violates the rule, to prove that the rule finds it.
  let sample: String
  private let pattern: @Sendable () -> Regex<Substring>

  init(
    _ testDescription: String,
    sample: String,
    pattern: @escaping @Sendable () -> Regex<Substring>
  ) {
    self.testDescription = testDescription
    self.sample = sample
    self.pattern = pattern
  }

  /// The places in a file that violate the rule.
  func places(in file: SourceFile) -> [String] { file.places(of: pattern()) }

  static let all = [
    SourceRule("no try!", sample: "let x = try! f()") { /\btry!/ },
    SourceRule("no as!", sample: "let x = y as! Int") { /\bas!/ },
    SourceRule("no print(", sample: "print(x)") { /\b(?:debugPrint|print|dump)\(/ },
    SourceRule("no fatalError without words", sample: "fatalError()") { /\bfatalError\(\s*\)/ },
    SourceRule("no public", sample: "public struct X {}") { /\b(?:public|open)\s+[a-z]/ },
    // The sample is never run: a rule that finds nothing would otherwise always hold.
    SourceRule("no sleep", sample: "usleep(10)") { sleeping },
    SourceRule("no DispatchQueue.main", sample: "DispatchQueue.main.async {}") {
      /\bDispatchQueue\.main\b/
    },
  ]

  /// A call that waits for time to pass.
  static var sleeping: Regex<Substring> {
    /\b(?:u|nano)?sleep\(|\bclock_nanosleep\(|\bTask\.sleep\b/
  }
}
