import SMSCore
import Testing

@Suite("The times of the provider's records")
struct TimestampTests {
  struct Row: CustomTestStringConvertible {
    var text: String
    var milliseconds: Int64?
    var testDescription: String { text }
  }

  @Test(
    "are read with any fraction and any offset",
    arguments: [
      Row(text: "2017-12-21T16:44:34Z", milliseconds: 1_513_874_674_000),
      Row(text: "2017-12-21T16:44:34.9Z", milliseconds: 1_513_874_674_900),
      Row(text: "2017-12-21T16:44:34.93Z", milliseconds: 1_513_874_674_930),
      Row(text: "2017-12-21T16:44:34.937Z", milliseconds: 1_513_874_674_937),
      Row(text: "2017-12-21T16:44:34.937999Z", milliseconds: 1_513_874_674_937),
      Row(text: "2017-12-21T16:44:34.937999999999Z", milliseconds: 1_513_874_674_937),
      Row(text: "2017-12-21T16:44:34.093+00:00", milliseconds: 1_513_874_674_093),
      Row(text: "2017-12-21T16:44:34+0000", milliseconds: 1_513_874_674_000),
      Row(text: "2017-12-21T16:44:34+00", milliseconds: 1_513_874_674_000),
      Row(text: "2017-12-21T18:14:34+01:30", milliseconds: 1_513_874_674_000),
      Row(text: "2017-12-21T08:44:34-08:00", milliseconds: 1_513_874_674_000),
      Row(text: "2017-12-21T16:44:34", milliseconds: 1_513_874_674_000),
      Row(text: "2017-12-21 16:44:34.5", milliseconds: 1_513_874_674_500),
      Row(text: "2016-02-29T00:00:00Z", milliseconds: 1_456_704_000_000),
      Row(text: "2000-02-29T23:59:59Z", milliseconds: 951_868_799_000),
      Row(text: "2016-12-31T23:59:60Z", milliseconds: 1_483_228_800_000),
      Row(text: "1970-01-01T00:00:00Z", milliseconds: 0),
      Row(text: "1969-12-31T23:59:59.999Z", milliseconds: -1),
      Row(text: "9999-12-31T23:59:59.999Z", milliseconds: 253_402_300_799_999),
      Row(text: "0000-01-01T00:00:00Z", milliseconds: -62_167_219_200_000),
    ]
  )
  func good(row: Row) {
    #expect(Timestamp.time(row.text)?.milliseconds == row.milliseconds)
  }

  @Test(
    "are none where a part is missing or out of range",
    arguments: [
      "", "2017", "2017-12-21", "2017-12-21T16:44", "2017-12-21T16:44:34.Z", "2017-12-21T16:44:34X",
      "2017-12-21T16:44:34ZZ", "2017-13-21T16:44:34Z", "2017-00-21T16:44:34Z",
      "2017-02-29T16:44:34Z", "1900-02-29T00:00:00Z", "2017-04-31T16:44:34Z",
      "2017-12-00T16:44:34Z", "2017-12-21T24:44:34Z", "2017-12-21T16:60:34Z",
      "2017-12-21T16:44:61Z", "2017-12-21T16:44:34+24:00", "2017-12-21T16:44:34+24",
      "2017-12-21T16:44:34+0", "+017-12-21T16:44:34Z", "1513874674", "２017-12-21T16:44:34Z",
    ]
  )
  func bad(text: String) {
    #expect(Timestamp.time(text) == nil)
  }
}
