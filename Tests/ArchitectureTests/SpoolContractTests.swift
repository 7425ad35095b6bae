import FoundationEssentials
import Testing

struct SpoolContractTests {
  @Test("each example is a request that its schema allows")
  func examples() throws {
    let files = try Repository.files(under: "spool/examples", suffix: ".json")
    #expect(!files.isEmpty)
    for file in files {
      let request = try JSONTree(file: file)
      let schema = try Schema("request", definition: request["kind"].string ?? "message")
      #expect(schema.faults(of: request) == [], "\(file)")
    }
  }

  @Test(
    "a request that breaks the schema is found",
    arguments: [
      (#"{"to": "12065550142"}"#, "body is missing"),
      (#"{"to": "11065550142", "body": "x"}"#, "to does not match"),
      (#"{"to": "12065550142", "body": "a\bb"}"#, "body does not match"),
      (
        #"{"to": "12065550142", "body": "x", "priority": "low"}"#, "priority is none of its choices"
      ),
      (#"{"subject": "user-7"}"#, "body is missing"),
      (#"{"to": "12065550142", "is_mms": true}"#, "body is missing"),
      (#"{"to": "12065550142", "body": "x", "txt": "x"}"#, "txt is not a member"),
      (#"{"to": "12065550142", "body": "x", "kind": "cancel"}"#, "kind has another value"),
    ]
  )
  func broken(request: String, fault: String) throws {
    let tree = try JSONDecoder().decode(JSONTree.self, from: Data(request.utf8))
    #expect(try Schema("request", definition: "message").faults(of: tree) == [fault])
  }

  @Test("no two examples have the same id")
  func distinctIDs() throws {
    let files = try Repository.files(under: "spool/examples", suffix: ".json")
    let ids = try files.map { file in
      try JSONTree(file: file)["id"].string ?? String(file.split(separator: "/")[2].dropLast(5))
    }
    #expect(Set(ids).count == ids.count)
  }

  @Test("the result in the guide for producers is one that its schema allows")
  func resultInGuide() throws {
    let guide = try Repository.text("spool/README.md")
    let block = try #require(guide.firstMatch(of: /```json\n([\s\S]*?)```/))
    let result = try JSONDecoder().decode(JSONTree.self, from: Data(block.1.utf8))
    #expect(try Schema("result", definition: "message").faults(of: result) == [])
  }

  @Test("the guides name every member, status and error code of the schemas")
  func guideIsComplete() throws {
    let guide = try Repository.text("spool/README.md") + Repository.text("spool/CODES.md")
    let result = try JSONTree(file: "spool/schema/result.schema.json")
    var words = try Schema("result", definition: "message").choices(of: "status")
    for kind in [
      "message", "reply", "verify", "check", "enroll", "unenroll", "lookup", "cancel", "update",
    ] {
      words.formUnion(try Schema("request", definition: kind).properties)
    }
    words =
      try words
      .union(Schema("result", definition: "check").choices(of: "status"))
      .union(Schema("result", definition: "update").properties.intersection(["updated"]))
      .union(Schema("result", definition: "check").choices(of: "reason"))
      .union(Schema("result", definition: "code").properties.intersection(["verification"]))
      .union(Schema("result", definition: "lookup").choices(of: "status"))
      .union(Schema("result", definition: "delivery").choices(of: "status"))
      .union(Schema("result", definition: "error").properties)
      .union(result["$defs"]["errorCode"]["enum"].strings)
    #expect(words.filter { !guide.contains("`\($0)`") } == [])
  }

  @Test("the schema's error codes are codes of the source")
  func errorCodes() throws {
    let source = try Repository.text("Sources/SMSCore/Errors/ErrorCode.swift")
    let codes = source.matches(of: /case (\w+)(?: = "(\w+)")?/).map { String($0.2 ?? $0.1) }
    let schema = try JSONTree(file: "spool/schema/result.schema.json")
    #expect(Set(schema["$defs"]["errorCode"]["enum"].strings).subtracting(codes) == [])
  }
}
