internal import SMSArguments
internal import SMSCore
internal import SMSDaemon
internal import SMSJSON

/// `numbers search`: finds numbers for sale.
struct NumbersSearchCommand: Subcommand {
  private static let areaCode = OptionSpecification(
    "area-code",
    "NPA",
    help: "three digits, as in 206"
  )
  private static let exchange = OptionSpecification(
    "exchange",
    "NXX",
    help: "the three digits after the area code"
  )
  private static let contains = OptionSpecification(
    "contains",
    "DIGITS",
    help: "digits anywhere in the number"
  )
  private static let suffix = OptionSpecification(
    "ends-with",
    "DIGITS",
    help: "its last digits"
  )
  private static let state = OptionSpecification("state", "ST", help: "two letters, as in WA")
  private static let rateCenter = OptionSpecification(
    "rate-center",
    "NAME",
    help: "in the provider's abbreviation, as in SEATTLE"
  )
  private static let tollFree = OptionSpecification("toll-free", help: "only toll-free numbers")
  private static let limit = OptionSpecification(
    "limit",
    "N",
    help: "the most numbers to show, up to 1000 (\(usualLimit))"
  )
  private static let usualLimit = 20

  static let specification = Specification(
    "numbers",
    "search",
    summary: "find numbers that the provider sells",
    options: [
      areaCode, exchange, contains, suffix, state, rateCenter, tollFree, limit,
      NumberAccounts.account, .json, .config,
    ],
    notes: [
      """
      All conditions must hold. Prices are in US dollars, as the provider writes them. \
      \(NumberAccounts.keysNote)
      """,
      "Exit status: 66 if nothing was found.",
    ]
  )

  private let arguments: Arguments
  private let search: NumberSearch
  private let most: Int

  init(_ arguments: Arguments) throws(UsageError) {
    self.arguments = arguments
    most = try arguments.integer(Self.limit, in: 1...1_000) ?? Self.usualLimit
    let code = try Self.digits(Self.areaCode, 3...3, arguments)
    if let code, AreaCode(code) == nil {
      throw UsageError("--\(Self.areaCode.name) must be an area code, from 200 to 999")
    }
    let exchange = try Self.digits(Self.exchange, 3...3, arguments)
    guard exchange == nil || code != nil else {
      throw UsageError("--\(Self.exchange.name) needs --\(Self.areaCode.name)")
    }
    let state = try arguments.text(Self.state)
    guard state.map({ $0.count == 2 && $0.allSatisfy(\.isASCIILetter) }) ?? true else {
      throw UsageError("--\(Self.state.name) must be two letters, as in WA")
    }
    search = NumberSearch(
      prefix: code.map { $0 + (exchange ?? "") },
      contains: try Self.digits(Self.contains, 1...10, arguments),
      suffix: try Self.digits(Self.suffix, 1...10, arguments),
      state: state?.uppercased(),
      rateCenter: try arguments.text(Self.rateCenter),
      isTollFree: arguments.has(Self.tollFree) ? true : nil
    )
  }

  private static func digits(
    _ option: OptionSpecification,
    _ counts: ClosedRange<Int>,
    _ arguments: Arguments
  ) throws(UsageError) -> String? {
    guard let text = arguments.value(option) else { return nil }
    let isDigits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isDigits, counts.contains(text.utf8.count) else {
      let count =
        counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
      throw UsageError("--\(option.name) must be \(count) digits")
    }
    return text
  }

  func run(_ context: Context) async throws(CommandFailure) -> ExitCode {
    let accounts = try await NumberAccounts(context, arguments)
    let account = try accounts.only()
    let found = try await accounts.asking(account) { editor throws(NumberEditor.Failure) in
      try await editor.find(search, upTo: most, for: account)
    }
    guard !found.isEmpty else {
      throw CommandFailure(
        .noSuchID,
        "the provider sells no such number",
        hint: "Ask for less: fewer digits, or another area code."
      )
    }
    guard !arguments.has(.json) else {
      context.console.say(json: found.map(\.json))
      return .done
    }
    var table = Table(
      ["NUMBER", "TYPE", "RATE CENTER", "STATE", "A MONTH", "SETUP"],
      right: ["A MONTH", "SETUP"]
    )
    for number in found {
      table.append([
        number.number.digits, number.kind ?? "-", number.rateCenter ?? "-", number.state ?? "-",
        AvailableNumber.price(number.monthlyCost), AvailableNumber.price(number.setupCost),
      ])
    }
    context.console.say(table.lines)
    return .done
  }
}

extension Character {
  fileprivate var isASCIILetter: Bool { isASCII && isLetter }
}
