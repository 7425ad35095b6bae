internal import SMSArguments

/// Whether output has colours: `--color auto|always|never`.
struct ColorArgument {
  static let option = OptionSpecification(
    "color",
    "WHEN",
    kind: .words(words),
    help: "auto (on a terminal, unless NO_COLOR is set), always or never"
  )
  private static let words = ["auto", "always", "never"]

  private let when: String

  init(_ arguments: Arguments) throws(UsageError) {
    when = try arguments.choice(Self.option) ?? "auto"
  }

  func isOn(for stream: Console.Facts) -> Bool {
    when == "always" || (when == "auto" && stream.hasStyles)
  }
}
