import SMSCore
import SMSJSON
import SMSSpool
import TestSupport
import Testing

@Suite(.throttled)
struct JSONExampleTests {
  @Test("each JSON example parses", arguments: ["README.md", "spool/README.md", "spool/CODES.md"])
  func parses(path: String) throws {
    let blocks = try Document(path).blocks(in: "json")
    #expect(!blocks.isEmpty)
    for block in blocks {
      #expect(throws: Never.self, "\(block.text)") { try JSONParser.parse(block.bytes) }
    }
  }

  @Test("each request in a document is one that the daemon accepts")
  func requests() throws {
    let requests = try Self.blocks(named: "request")
    #expect(!requests.isEmpty)
    let decoder = RequestDecoder(rules: try .example())
    let now = WallTime(milliseconds: 1_795_420_800_000)
    let origin = RequestOrigin(stem: "order-1042", changedAt: now, now: now)
    for request in requests {
      #expect(throws: Never.self, "\(request.text)") {
        try decoder.decode(request.bytes, from: origin)
      }
    }
  }

  @Test("the results in the documents have words of the contract")
  func results() throws {
    let blocks = try Self.blocks(named: "result")
    #expect(!blocks.isEmpty)
    for block in blocks {
      let result = try #require(try JSONParser.parse(block.bytes).object)
      let state = JobState.allCases.first { $0.name == result["status"]?.string }
      #expect(state?.isPublished == true)
      #expect(state?.isTerminal == result["final"]?.bool)
      if let code = result["error"]?.object?["code"]?.string {
        #expect(ErrorCode(rawValue: code) != nil)
      }
    }
  }

  private static func blocks(named name: String) throws -> [CodeBlock] {
    try Repository.documents().flatMap { path in
      try Document(path).blocks.filter { $0.name == name }
    }
  }
}

extension RequestRules {
  /// What the configuration of the examples allows in the spool `default`.
  static func example() throws -> RequestRules {
    let sender = try PhoneNumber(parsing: "12065550101")
    return RequestRules(
      spool: "default",
      isOperator: false,
      defaultFrom: sender,
      allowedFrom: nil,
      allowUrgent: false,
      accounts: [sender: "main"],
      giveUpAfter: Interval(seconds: 14_400),
      farthestStart: Interval(seconds: 30 * 86_400),
      maxSegments: 10,
      knownSpools: ["default"],
      knownAccounts: ["main"]
    )
  }
}
