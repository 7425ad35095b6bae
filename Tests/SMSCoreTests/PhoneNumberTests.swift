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
    "a text that is no number names the first rule it breaks",
    arguments: [
      Refused("", .empty),
      Refused("   ", .empty),
      Refused("+", .empty),
      Refused("()-.", .empty),
      Refused("5550142", .wrongLength),
      Refused("206555014", .wrongLength),
      Refused("120655501421", .wrongLength),
      Refused("0012065550142", .wrongLength),
      Refused("99999999999999999999999999999999", .wrongLength),
      Refused("442079460958", .wrongLength),
      Refused("22065550142", .wrongCountry),
      Refused("02065550142", .wrongCountry),
      Refused("11065550142", .badAreaCode),
      Refused("1065550142", .badAreaCode),
      Refused("0065550142", .badAreaCode),
      Refused("12061550142", .badExchange),
      Refused("12060550142", .badExchange),
      Refused("2061550142", .badExchange),
      Refused("++12065550142", .strayCharacter),
      Refused("1+2065550142", .strayCharacter),
      Refused("12065550142+", .strayCharacter),
      Refused("1/206/555/0142", .strayCharacter),
      Refused("206-555-CALL", .strayCharacter),
      Refused("12065550142 x7", .strayCharacter),
      Refused("1\t2065550142", .strayCharacter),
      Refused("12065550142\n", .strayCharacter),
      Refused("\u{FF11}2065550142", .strayCharacter),
      Refused("\u{661}2065550142", .strayCharacter),
      Refused("1\u{A0}2065550142", .strayCharacter),
      Refused("12065550142\u{0}", .strayCharacter),
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
      (.empty, "telephone number"), (.strayCharacter, "'+'"), (.wrongLength, "11 digits"),
      (.wrongCountry, "US and Canada"), (.badAreaCode, "2 to 9"), (.badExchange, "2 to 9"),
    ]
    for (error, word) in words { #expect(error.rule.contains(word)) }
  }
}
