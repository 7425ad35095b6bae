import SMSCore
import Testing

@testable import SMSFlowroute

struct HintCatalogueTests {
  private static let catalogue = HintCatalogue(
    facts: AccountFacts(
      name: "main",
      baseURL: "https://api.flowroute.example",
      api: "v2.1",
      keySource: "$CREDENTIALS_DIRECTORY/flowroute-access-key",
      caFile: "/etc/smsdispatch/ca.pem",
      messagesPerSecond: 5
    )
  )

  private static func envelope(_ text: String = "hello") throws -> Envelope {
    Envelope(
      to: try PhoneNumber(parsing: "12065550142"),
      from: try PhoneNumber(parsing: "12065550101"),
      text: MessageText(text)
    )
  }

  private static func explain(_ error: ProviderError, _ text: String = "hello") throws -> JobError {
    catalogue.explain(error, about: try envelope(text), attempt: 3)
  }

  struct Row: CustomTestStringConvertible {
    let code: ErrorCode
    let words: [String]
    var testDescription: String { code.rawValue }

    init(_ code: ErrorCode, _ words: String...) {
      self.code = code
      self.words = words
    }
  }

  /// The contract's table: what the hint must speak of.
  static let table = [
    Row(
      .unauthorized,
      "access key",
      "secret key",
      "do not match",
      "account main",
      "stray blanks",
      "newlines",
      "$CREDENTIALS_DIRECTORY/flowroute-access-key",
      "API credentials",
      "unit",
      "restart"
    ),
    Row(.forbidden, "12065550101", "not a number of", "account", "11-digit E.164"),
    Row(.providerError, "`to`", "12065550142", "11-digit E.164", "usual cause", "status"),
    Row(.providerUnavailable, "maintenance"),
    Row(.tooManyRequests, "account's rate", "accounts.main.messages_per_second is 5;"),
    Row(.badRequest, "DETAIL"),
    Row(.unprocessable, "DETAIL"),
    Row(
      .wrongEndpoint,
      "accounts.main.base_url",
      "accounts.main.api",
      "v2.1",
      "accounts.main.proxy"
    ),
    Row(.paymentRequired, "Add funds", "account behind main", "DETAIL"),
    Row(.proxyRefused, "accounts.main.proxy", "password", "https://api.flowroute.example"),
    Row(.recipientOptedOut, "12065550142", "UNSTOP"),
    Row(.mediaTooLarge, "750 kB", "smaller", "DETAIL"),
    Row(.mediaNotFetched, "media_urls", "https", "without a login", "DETAIL"),
    Row(.connectionFailed, "https://api.flowroute.example", "DNS", "firewall"),
    Row(.nameResolutionFailed, "https://api.flowroute.example", "DNS", "firewall"),
    Row(.tlsFailed, "certificate", "/etc/smsdispatch/ca.pem", "clock", "REASON"),
    Row(.timeout, "may have accepted", "12065550142", "list", "looks_after_seconds"),
    Row(.connectionLost, "may have accepted", "12065550142", "looks_after_seconds"),
    Row(.interrupted, "may have accepted", "12065550142", "looks_after_seconds"),
  ]

  @Test("each code's hint speaks of what the contract demands", arguments: table)
  func hints(_ row: Row) throws {
    let error = try Self.explain(
      ProviderError(code: row.code, httpStatus: 400, detail: "DETAIL", reason: "REASON")
    )
    for word in row.words { #expect(error.hint.contains(word)) }
  }

  @Test("a 429 to an MMS speaks of the pace of MMS")
  func mmsRate() throws {
    var envelope = try Self.envelope()
    envelope.media = Media(urls: [])
    let error = Self.catalogue.explain(ProviderError(code: .tooManyRequests), about: envelope)
    #expect(error.hint.contains("accounts.main.mms_per_second is 1;"))
  }

  @Test("message and hint are whole sentences, and no hint is another's", arguments: table)
  func sentences(_ row: Row) throws {
    let error = try Self.explain(ProviderError(code: row.code))
    #expect(error.message.hasSuffix("."))
    #expect(!error.message.contains(". "))
    #expect(error.hint.hasSuffix(".") || error.hint.hasSuffix(")"))
    for text in [error.message, error.hint] {
      #expect(!text.contains("  ") && !text.contains("\n") && !text.contains("nil"))
    }
  }

  @Test("what the provider said is carried over, with status, ids and the attempt")
  func carriesOver() throws {
    let error = try Self.explain(
      ProviderError(code: .unprocessable, httpStatus: 422, detail: "bad body", errorID: "e-1")
    )
    #expect(error.code == .unprocessable)
    #expect(error.httpStatus == 422)
    #expect(error.providerDetail == "bad body")
    #expect(error.providerErrorID == "e-1")
    #expect(error.attempt == 3)
    #expect(error.message == "Flowroute did not accept the request (HTTP 422).")
    #expect(error.hint.contains("Flowroute says: bad body"))
  }

  @Test("a refusal without a detail says so")
  func noDetail() throws {
    let error = try Self.explain(ProviderError(code: .badRequest, httpStatus: 400))
    #expect(error.hint.hasSuffix("Flowroute gave no detail."))
  }

  @Test("curly quotes are named where the text holds them, the text itself never")
  func curlyQuotes() throws {
    let refusal = ProviderError(code: .badRequest, httpStatus: 400)
    let curly = try Self.explain(refusal, "your code is \u{201C}4821\u{201D}")
    #expect(curly.hint.contains("curly quotes"))
    #expect(!curly.hint.contains("4821"))
    #expect(try !Self.explain(refusal, "your code is \"4821\"").hint.contains("curly"))
  }

  @Test("a call that sends nothing is explained without a message, whatever went wrong")
  func calls() {
    for row in Self.table where row.code != .recipientOptedOut {
      let error = Self.catalogue.explain(
        call: ProviderError(code: row.code, httpStatus: 500, detail: "a detail")
      )
      #expect(error.code == row.code && error.httpStatus == 500)
      #expect(!error.message.isEmpty && !error.hint.isEmpty)
      for word in ["this number", "recipient", "`to`", "sent again", "this message"]
      where row.code != .interrupted {
        #expect(!(error.message + error.hint).contains(word), "\(row.code): \(word)")
      }
    }
  }

  @Test("without a message it names neither a number nor nil")
  func noSubject() {
    for row in Self.table {
      let error = Self.catalogue.explain(ProviderError(code: row.code))
      #expect(!error.hint.contains("1206"))
      #expect(!error.hint.contains("nil"))
    }
  }

  @Test("rates are written as in the configuration", arguments: [(5, "5;"), (0.5, "0.5;")])
  func rates(rate: Double, words: String) {
    let facts = AccountFacts(
      name: "a",
      baseURL: "b",
      api: "v2",
      keySource: "c",
      caFile: nil,
      messagesPerSecond: rate
    )
    let error = HintCatalogue(facts: facts).explain(ProviderError(code: .tooManyRequests))
    #expect(error.hint.contains("messages_per_second is \(words)"))
  }
}
