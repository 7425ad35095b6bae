import FoundationEssentials
import SMSSpool

/// Valid requests for a mutator: the published examples, and one of every other form.
enum RequestCorpus {
  static let inputs = messages + commands

  static let messages =
    examples
    + [
      #"{"to":"12065550142","body":"a","from":"12065550102","if_uncertain":"report"}"#,
      #"{"id":"x.y_z-1","to":"+1 (206) 555-0142","body":"\u0041\ud83c\udfbf\n","priority":"high"}"#,
      #"{"to":"2065550142","body":"b","not_before":"2026-11-24T08:00:00.5-05:00","ttl_seconds":1.5}"#,
      #"{"to":"2065550142","body":"b","expires_at":"2026-11-24T08:00:00Z","metadata":{"a":[1e5,{}]}}"#,
    ]
    .map { Array($0.utf8) }

  static let commands = [
    #"{"kind":"cancel","message":"order-1"}"#, #"{"kind":"hold","all":true,"id":"h"}"#,
    #"{"kind":"release","spool":"shop"}"#, #"{"kind":"hold","account":"main"}"#,
    #"{"kind":"retry","message":"order-1","spool":"shop"}"#, #"{"kind":"flush"}"#,
    #"{"kind":"retry","error":"forbidden"}"#,
    #"{"kind":"verify","to":"2065550142","new_code":true}"#,
    #"{"kind":"check","verification":"v","code":"123 456"}"#, #"{"kind":"enroll","subject":"u"}"#,
  ]
  .map { Array($0.utf8) }

  static let words = [
    "\"id\":", "\"kind\":\"message\",", "\"to\":", "\"from\":", "\"body\":", "\"priority\":",
    "\"t\":",
    "\"urgent\"", "\"bulk\"", "\"not_before\":", "\"expires_at\":", "\"ttl_seconds\":",
    "\"metadata\":",
    "\"metadata\":{\"a\":{}},", "\"2026-11-23T08:00:00Z\"",
    "\"9999-12-31T23:59:60.999999999+23:59\"",
    "\"0000-02-30T24:00:00-00:00\"", "\"12065550142\"", "\"12061110142\"", "\"operator\"",
    "\"all\":true",
    "\"message\":", "\"spool\":", "\"account\":", "\"error\":", "\"subject\":", "\"in_reply_to\":",
  ]

  /// The sample's rules, with the numbers of the examples.
  static var rules: RequestRules {
    var rules = Sample.rules
    rules.accounts[Sample.number(12_065_550_403)] = "main"
    rules.servesMedia = true
    return rules
  }

  private static let examples: [[UInt8]] = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(4)
    let directory = parts.joined(separator: "/") + "/spool/examples"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.sorted().filter { $0.hasSuffix(".json") }.compactMap { name in
      FileManager.default.contents(atPath: "\(directory)/\(name)").map { Array($0) }
    }
  }()
}
