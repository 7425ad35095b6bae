import SMSArguments
import Testing

@Suite("Command lines")
struct ArgumentParserTests {
  private static let name = OptionSpecification("name", "N", help: "a name")
  private static let count = OptionSpecification("count", "N", help: "a count")
  private static let loud = OptionSpecification("loud", help: "a flag")
  private static let specification = Specification(
    "say",
    summary: "say something",
    positionals: [.init("WHAT", help: "a word"), .init("MORE", isRequired: false, help: "more")],
    options: [name, count, loud]
  )

  private func parse(_ words: String...) throws(UsageError) -> Arguments {
    try ArgumentParser.parse(words, for: Self.specification)
  }

  @Test("Options take their value from the next word or behind an equals sign")
  func optionForms() throws {
    #expect(try parse("hi", "--name", "Ann").value(Self.name) == "Ann")
    #expect(try parse("--name=Ann", "hi").value(Self.name) == "Ann")
    #expect(try parse("--name=", "hi").value(Self.name) == "")
    #expect(try parse("--name=a=b", "hi").value(Self.name) == "a=b")
    #expect(try parse("--name", "-", "hi").value(Self.name) == "-")
    #expect(try parse("--name", "-5", "hi").value(Self.name) == "-5")
  }

  @Test("Behind two dashes everything is positional")
  func dashes() throws {
    #expect(try parse("--", "--name", "--loud").positionals == ["--name", "--loud"])
    #expect(try parse("-", "x").positionals == ["-", "x"])
  }

  @Test("Flags are set or not")
  func flags() throws {
    #expect(try parse("hi", "--loud").has(Self.loud))
    #expect(try !parse("hi").has(Self.loud))
  }

  @Test("With --help nothing is required")
  func help() throws {
    #expect(throws: Never.self) { try parse("--help") }
    #expect(throws: Never.self) { try parse("-h") }
    #expect(throws: Never.self) { try parse("--version") }
  }

  struct Mistake: CustomTestStringConvertible, Sendable {
    var words: [String]
    var message: String
    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(
    "A mistake is named, with the nearest option",
    arguments: [
      Mistake(words: [], message: "WHAT is missing"),
      Mistake(words: ["a", "b", "c"], message: "\"c\" is one argument too many"),
      Mistake(words: ["--nmae", "x"], message: "there is no option --nmae; did you mean --name?"),
      Mistake(words: ["--xyz"], message: "there is no option --xyz"),
      Mistake(words: ["-x"], message: "there is no option -x"),
      Mistake(words: ["a", "--name"], message: "--name needs a value: --name N"),
      Mistake(words: ["--name", "--loud"], message: "--name needs a value: --name N"),
      Mistake(words: ["--loud=yes", "a"], message: "--loud takes no value"),
      Mistake(words: ["--name=a", "--name=b"], message: "--name is given twice"),
      Mistake(words: ["--loud", "--loud"], message: "--loud is given twice"),
      Mistake(words: ["a", "b", "\u{1B}[2J"], message: "\"\\x1b[2J\" is one argument too many"),
    ]
  )
  func mistakes(_ mistake: Mistake) {
    let error = #expect(throws: UsageError.self) {
      try ArgumentParser.parse(mistake.words, for: Self.specification)
    }
    #expect(error?.description == mistake.message)
  }

  @Test("Numbers are checked")
  func numbers() throws {
    #expect(try parse("a", "--count", "3").count(Self.count) == 3)
    #expect(try parse("a", "--count", "0.5").seconds(Self.count) == 0.5)
    for text in ["0", "-1", "x", "1.5", ""] {
      #expect(throws: UsageError.self) { try parse("a", "--count=\(text)").count(Self.count) }
    }
    for text in ["-1", "nan", "inf", "1e99", "x"] {
      #expect(throws: UsageError.self) { try parse("a", "--count=\(text)").seconds(Self.count) }
    }
  }

  @Test("One of some words is checked, with the nearest")
  func choices() throws {
    let choice = OptionSpecification(
      "name",
      "N",
      kind: .words(["report", "resend"]),
      help: "one of two words"
    )
    let specification = Specification("say", summary: "say something", options: [choice])
    func parse(_ words: String...) throws(UsageError) -> String? {
      try ArgumentParser.parse(words, for: specification).choice(choice)
    }
    #expect(try parse("--name", "resend") == "resend")
    #expect(try parse() == nil)
    let error = #expect(throws: UsageError.self) { try parse("--name", "resent") }
    #expect(
      error?.description == "--name must be one of report, resend; did you mean resend?"
    )
  }

  @Test("Some of some words are checked, separated by commas")
  func severalChoices() throws {
    let only = OptionSpecification(
      "only",
      "A,B",
      kind: .words(["rest", "window"]),
      help: "some of two words"
    )
    let specification = Specification(summary: "measure", options: [only])
    func parse(_ words: String...) throws(UsageError) -> [String]? {
      try ArgumentParser.parse(words, for: specification).choices(only)
    }
    #expect(try parse("--only", "window,rest") == ["window", "rest"])
    #expect(try parse() == nil)
    for (text, suggestion) in [("rest,widow", "; did you mean window?"), ("", ""), (",", "")] {
      let error = #expect(throws: UsageError.self) { try parse("--only", text) }
      #expect(error?.description == "--only must be some of rest,window\(suggestion)")
    }
  }

  @Test("A whole number is within its bounds, and a text is not empty")
  func bounds() throws {
    #expect(try parse("a", "--count", "-3").integer(Self.count, in: -3...255) == -3)
    #expect(try parse("a").integer(Self.count, in: 0...UInt16.max) == nil)
    for text in ["65536", "-1", "1.5", "x", ""] {
      let error = #expect(throws: UsageError.self) {
        try parse("a", "--count=\(text)").integer(Self.count, in: 0...UInt16.max)
      }
      #expect(error?.message == "--count must be a whole number from 0 to 65535")
    }
    #expect(try parse("a", "--name", "Ann").text(Self.name) == "Ann")
    let error = #expect(throws: UsageError.self) { try parse("a", "--name=").text(Self.name) }
    #expect(error?.message == "--name must not be empty")
  }

  @Test("A repeatable option keeps its values in order")
  func repeated() throws {
    let number = OptionSpecification("number", "N", isRepeatable: true, help: "a number")
    let specification = Specification(summary: "serve", options: [number])
    let arguments = try ArgumentParser.parse(
      ["--number", "2", "--number=1"],
      for: specification
    )
    #expect(arguments.values(number) == ["2", "1"])
    #expect(try ArgumentParser.parse([], for: specification).values(number) == [])
  }

  @Test("A refused command line gets the reason, the usage and where the options are")
  func refusal() {
    let help = HelpText(Self.specification, of: "smsdispatch", width: 60)
    #expect(
      help.lines(refusing: UsageError("WHAT is missing")) == [
        "smsdispatch say: WHAT is missing",
        "Usage: smsdispatch say WHAT [MORE] [options]",
        "'smsdispatch say --help' lists its options.",
      ]
    )
  }

  @Test("A program without subcommands shows each way to call it")
  func synopses() {
    let specification = Specification(
      summary: "log in",
      synopses: ["[--spool DIR]", "user add NAME"]
    )
    let help = HelpText(specification, of: "two-factor", width: 60)
    #expect(
      help.usage == [
        "Usage: two-factor [--spool DIR]", "       two-factor user add NAME",
      ]
    )
  }

  @Test("The help is made of the same table")
  func helpText() {
    let lines = HelpText(Self.specification, of: "smsdispatch", width: 60).lines
    #expect(
      lines == [
        "Usage: smsdispatch say WHAT [MORE] [options]",
        "",
        "Say something.",
        "",
        "Arguments:",
        "  WHAT  a word",
        "  MORE  more",
        "",
        "Options:",
        "  --name N   a name",
        "  --count N  a count",
        "  --loud     a flag",
        "  --help     show this help",
        "  --version  show the version",
      ]
    )
  }
}
