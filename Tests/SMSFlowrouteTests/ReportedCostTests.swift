import SMSCore
import SMSJSON
import Testing

@testable import SMSFlowroute

/// What records say about prices, in the forms that the documentation, samples and clients show.
@Suite struct ReportedCostTests {
  @Test(
    "an amount is read from either member, as a number or as text",
    arguments: [
      (#"{"amount_nanodollars":4000000}"#, 4_000_000),
      (#"{"amount_nanodollars":"8000000"}"#, 8_000_000),
      (#"{"amount_nanodollars":4e6}"#, 4_000_000), (#"{"amount_display":"$0.0040"}"#, 4_000_000),
      (#"{"amount_display":0.0195}"#, 19_500_000),
      (#"{"amount_display":"$1,234.5"}"#, 1_234_500_000_000),
      (#"{"amount_nanodollars":null,"amount_display":"$0.0070"}"#, 7_000_000),
      (#"{"amount_nanodollars":"free","amount_display":"n/a"}"#, nil),
      (#"{"amount_display":"1e300"}"#, nil), (#"{"amount_display":"inf"}"#, nil), (#"{}"#, nil),
    ] as [(String, Int64?)]
  )
  func amounts(_ attributes: String, _ amount: Int64?) throws {
    let record = try JSONParser.parse(Array(#"{"id":"a","attributes":\#(attributes)}"#.utf8))
    #expect(ReportedCost(record)?.amount == amount)
  }

  @Test(
    "price_details are read beside the attributes and among them",
    arguments: [
      #"{"price_details":{"charged_cost":0.008,"segment_count":2},"attributes":{}}"#,
      #"{"attributes":{"price_details":{"charged_cost":"0.0080","segment_count":"2"}}}"#,
      #"{"price_details":{"charged_cost":"$0.008","segment_count":2.0}}"#,
    ]
  )
  func details(_ text: String) throws {
    let record = try JSONParser.parse(Array(text.utf8))
    #expect(ReportedCost(record) == ReportedCost(charged: 8_000_000, segments: 2))
  }

  @Test(
    "a record of another form says nothing",
    arguments: ["null", "[]", "7", #"{"price_details":[]}"#]
  )
  func nothing(_ text: String) throws {
    #expect(ReportedCost(try JSONParser.parse(Array(text.utf8))) == nil)
  }
}
