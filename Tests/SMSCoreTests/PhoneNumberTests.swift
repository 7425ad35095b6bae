import SMSCore
import Testing

struct PhoneNumberTests {
  struct Accepted: CustomTestStringConvertible {
    let text: String
    let testDescription: String

    init(_ text: String, _ form: String) {
      self.text = text
      testDescription = form
    }
  }

  @Test(
    "every form of the contract reads as the same eleven digits",
    arguments: [
      Accepted("12065550142", "eleven digits"),
      Accepted("2065550142", "ten digits get the 1"),
      Accepted("+12065550142", "leading plus"),
      Accepted("+1 206 555 0142", "blanks"),
      Accepted("1-206-555-0142", "hyphens"),
      Accepted("1.206.555.0142", "dots"),
      Accepted("(206) 555-0142", "parentheses"),
      Accepted("+1 (206) 555-0142", "everything at once"),
      Accepted("  12065550142  ", "blanks around it"),
      Accepted(" (+1) 206.555.0142", "a plus behind what is removed"),
      Accepted("0012065550142", "the international prefix of most countries"),
      Accepted("00 1 206 555 0142", "the same with blanks"),
      Accepted("011 1 206 555 0142", "the international prefix of the US and Canada"),
      Accepted("1\u{A0}206\u{202F}555\u{2009}0142", "blanks that are no ASCII"),
      Accepted("1\u{2011}206\u{2013}555\u{2212}0142", "dashes that are no ASCII"),
      Accepted("\u{202A}+1 206 555 0142\u{202C}", "direction marks of a contact list"),
      Accepted("\u{FEFF}1206\u{200B}5550142\u{AD}", "zero-width characters and a BOM"),
      Accepted("\u{FF0B}\u{FF11}\u{FF12}\u{FF10}\u{FF16}5550142", "fullwidth"),
      Accepted(
        "\u{661}\u{662}\u{660}\u{666}\u{665}\u{665}\u{665}\u{660}\u{661}\u{664}\u{662}",
        "Arabic digits"
      ),
      Accepted("1\u{FE0F}\u{20E3}2065550142", "keycap emoji"),
      Accepted("\u{FF08}206\u{FF09}555\u{FF0D}0142", "fullwidth brackets and a dash"),
      Accepted("12065550142\r\n", "a line end"),
      Accepted("1\t206\t555\t0142", "tabs"),
    ]
  )
  func reads(_ row: Accepted) throws {
    let number = try PhoneNumber(parsing: row.text)
    #expect(number.digits == "12065550142")
    #expect(number.value == 12_065_550_142)
  }

  struct Refused: CustomTestStringConvertible {
    let text: String
    let error: PhoneNumberError
    var testDescription: String { "\"\(text)\": \(error)" }

    init(_ text: String, _ error: PhoneNumberError) {
      self.text = text
      self.error = error
    }
  }

  @Test(
    "a text that is not a number names the first rule it breaks",
    arguments: [
      Refused("", .empty),
      Refused("   ", .empty),
      Refused("+", .empty),
      Refused("()-.", .empty),
      Refused("5550142", .wrongLength),
      Refused("206555014", .wrongLength),
      Refused("120655501421", .wrongLength),
      Refused("+47 22 65 55 01", .wrongCountry),
      Refused("0047 22 65 55 01", .wrongCountry),
      Refused("011 47 22 65 55 01", .wrongCountry),
      Refused("+45 20 65 55 01", .wrongCountry),
      Refused("+2065550142", .wrongCountry),
      Refused("+44 (0)20 7946 0958", .wrongCountry),
      Refused("+1206555014", .wrongLength),
      Refused("+120655501421", .wrongLength),
      Refused("00", .wrongLength),
      Refused("011", .wrongLength),
      Refused("72345", .shortCode),
      Refused("723456", .shortCode),
      Refused("99999999999999999999999999999999", .wrongLength),
      Refused("442079460958", .wrongLength),
      Refused("22065550142", .wrongCountry),
      Refused("02065550142", .wrongCountry),
      Refused("11065550142", .badAreaCode),
      Refused("1065550142", .badAreaCode),
      Refused("0065550142", .wrongCountry),
      Refused("12061550142", .badExchange),
      Refused("12060550142", .badExchange),
      Refused("2061550142", .badExchange),
      Refused("++12065550142", .strayCharacter("+")),
      Refused("1+2065550142", .strayCharacter("+")),
      Refused("12065550142+", .strayCharacter("+")),
      Refused("1/206/555/0142", .strayCharacter("/")),
      Refused("206-555-CALL", .strayCharacter("C")),
      Refused("12065550142 x7", .hasExtension("x")),
      Refused("2065550142;ext=7", .hasExtension(";")),
      Refused("2065550142,,7", .hasExtension(",")),
      Refused("12065550142,12065550143", .severalNumbers),
      Refused("+1 206 555 0142; (206) 555-0143", .severalNumbers),
      Refused("2065550142 / 2065550143", .severalNumbers),
      Refused("2065550142\n2065550143", .severalNumbers),
      Refused("1\u{B2}2065550142", .strayCharacter("\u{B2}")),
      Refused("1\u{2168}2065550142", .strayCharacter("\u{2168}")),
      Refused("\u{41E}2065550142", .strayCharacter("\u{41E}")),
      Refused("12065550142\u{0}", .strayCharacter("\u{0}")),
    ]
  )
  func refuses(_ row: Refused) {
    #expect(throws: row.error) { try PhoneNumber(parsing: row.text) }
  }

  @Test("every area code and exchange from 2 to 9 is taken, none from 0 to 1")
  func firstDigits() {
    for area in 0...9 {
      for exchange in 0...9 {
        let number = try? PhoneNumber(parsing: "1\(area)06\(exchange)550142")
        #expect((number != nil) == (area >= 2 && exchange >= 2))
      }
    }
  }

  @Test(
    "a stored value is checked like a text",
    arguments: [
      (0, PhoneNumberError.wrongCountry), (2_065_550_142, .wrongCountry),
      (.max, .wrongCountry), (11_065_550_142, .badAreaCode), (12_060_550_142, .badExchange),
    ] as [(UInt64, PhoneNumberError)]
  )
  func storedValue(value: UInt64, error: PhoneNumberError) throws {
    #expect(throws: error) { try PhoneNumber(value: value) }
    #expect(try PhoneNumber(value: 12_065_550_142).digits == "12065550142")
  }

  @Test("eleven digits that were written down are read back, and nothing else is")
  func digits() throws {
    #expect(PhoneNumber(digits: "12065550142")?.value == 12_065_550_142)
    // A foreign number as an older version kept it must not become one of the US.
    for text in ["4722655501", "+12065550142", "2065550142", "12065550142 ", "", "72345"] {
      #expect(PhoneNumber(digits: text) == nil)
    }
  }

  @Test("its description is redacted, also inside of other values")
  func redacted() throws {
    let number = try PhoneNumber(parsing: "12065550142")
    #expect(number.description == "1206•••0142")
    #expect("\(number)" == "1206•••0142")
    #expect("\([number])" == "[1206•••0142]")
  }

  @Test("each rule in words names what to write instead")
  func rules() {
    let words: [(PhoneNumberError, String)] = [
      (.empty, "telephone number"), (.strayCharacter("C"), "not 'C'"),
      (.strayCharacter("\u{0}"), "not U+0000"), (.strayCharacter("\u{41E}"), "(U+041E)"),
      (.hasExtension("x"), "'x'"), (.severalNumbers, "one telephone number"),
      (.shortCode, "short code"), (.wrongLength, "11 digits"),
      (.wrongCountry, "US and Canada"), (.wrongCountry, "011"), (.badAreaCode, "2 to 9"),
      (.badExchange, "2 to 9"),
    ]
    for (error, word) in words { #expect(error.rule.contains(word)) }
  }
}
