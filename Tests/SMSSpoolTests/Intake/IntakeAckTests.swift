import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakeAckTests {
  private static func request(_ body: String, id: String = "x", ack: String = "t-1") -> String {
    #"{"id": "\#(id)", "ack": "\#(ack)", "to": "12065550142", "body": "\#(body)"}"#
  }

  @Test("an ack belongs to the submission, and is not part of the request's content")
  func accepted() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", Self.request("Hello"))
    await fixture.start()
    try fixture.drop("b.json", Self.request("Hello", ack: "t-2"))
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.ack) == ["t-1"])
    #expect(try fixture.names(in: .rejected) == [])
    #expect(try fixture.names(in: .results) == [])
  }

  @Test("a refusal under an id in use is found by its ack, and leaves the job's result alone")
  func duplicate() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", Self.request("Hello"))
    await fixture.start()
    try fixture.directory(.results).writeReplacing("x.json", Array("{}".utf8), durable: false)
    try fixture.drop("t-2.json", Self.request("Other", ack: "t-2"))
    await fixture.look()
    #expect(try fixture.directory(.results).read("x.json", upTo: 10) == Array("{}".utf8))
    let refusal = try fixture.json("t-2.json", in: .results)
    #expect(refusal["ack"] == "t-2")
    #expect(refusal["id"] == "x")
    #expect(refusal["status"] == "rejected")
    #expect(try fixture.directory(.results).status("t-2.json").mode == 0o640)
  }

  @Test("a faulty request's refusal goes to its id and to its ack")
  func faulty() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", #"{"id": "x", "ack": "t-1", "to": "12065550142"}"#)
    await fixture.start()
    #expect(try fixture.names(in: .results) == ["t-1.json", "x.json"])
    for name: FileName in ["t-1.json", "x.json"] {
      #expect(try fixture.json(name, in: .results)["ack"] == "t-1")
    }
    #expect(try fixture.json("1-a.json.reason.json", in: .rejected)["ack"] == "t-1")
  }

  @Test("an ack that is the id of a job does not replace that job's result")
  func ackOfJob() async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("x.json")
    await fixture.start()
    try fixture.drop("b.json", #"{"id": "y", "ack": "x"}"#)
    await fixture.look()
    #expect(try fixture.names(in: .results) == ["y.json"])
  }

  @Test("what cannot be an ack is refused, and names no file", arguments: ["", ".x", "a/b"])
  func bad(_ ack: String) async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", Self.request("Hello", ack: ack))
    await fixture.start()
    #expect(try fixture.names(in: .results) == ["x.json"])
    let refusal = try fixture.json("x.json", in: .results)
    #expect(refusal["ack"] == nil)
    let message = refusal["error"]?.object?["message"]?.string
    #expect(message?.contains("ack: must be 1 to 64 of the characters") == true)
  }

  @Test("an ack has 64 characters at most")
  func length() throws {
    #expect(RequestID.isAck(String(repeating: "a", count: 64)))
    #expect(!RequestID.isAck(String(repeating: "a", count: 65)))
  }

  @Test("each kind of request may have an ack, the operator's too")
  func kinds() throws {
    let decoder = RequestDecoder(rules: Sample.rules)
    let texts = [
      #""kind": "verify", "to": "12065550142""#,
      #""kind": "check", "verification": "v", "code": "1""#,
      #""kind": "unenroll", "subject": "u""#, #""kind": "cancel", "message": "m""#,
    ]
    for text in texts {
      let request = try decoder.decode(
        Array(#"{\#(text), "ack": "t"}"#.utf8),
        from: Sample.origin()
      )
      let without = try decoder.decode(Array("{\(text)}".utf8), from: Sample.origin())
      #expect(request.ack == "t")
      #expect(request.canonical == without.canonical)
    }
    let flush = try RequestDecoder(rules: Sample.operatorRules)
      .decode(Array(#"{"kind": "flush", "ack": "t"}"#.utf8), from: Sample.origin())
    #expect(flush.ack == "t")
  }
}
