import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakePatienceTests {
  @Test("a file that its writer holds open is waited for, and taken when it is whole")
  func halfWritten() async throws {
    let fixture = try IntakeFixture()
    let file = try fixture.directory(.incoming).createFile("a.json", mode: 0o644)
    let bytes = Array(IntakeFixture.request.utf8)
    try file.write(bytes.prefix(10))
    await fixture.start()
    fixture.clock.advance(seconds: 9)
    await fixture.look()
    #expect(try fixture.names(in: .rejected) == [])
    try file.write(bytes.dropFirst(10))
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a"])
    _ = consume file
  }

  @Test("a half-written file that has not changed for 10 s is refused, not before")
  func abandonedHalf() async throws {
    let fixture = try IntakeFixture()
    let file = try fixture.directory(.incoming).createFile("a.json", mode: 0o644)
    try file.write(Array(#"{"to": "#.utf8))
    await fixture.start()
    fixture.clock.advance(seconds: 8)
    try file.write(Array(#""1206"#.utf8))
    await fixture.look()
    fixture.clock.advance(seconds: 9)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == ["a.json"])
    fixture.clock.advance(seconds: 1)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == [])
    let error = try fixture.error("a.json", in: .results)
    #expect(error["code"] == "invalid_request")
    #expect(error["message"]?.string?.contains("line 1, column 13") == true)
    _ = consume file
  }

  @Test("an empty file found by the scan is waited for", arguments: ["", " \n \n"])
  func empty(_ text: String) async throws {
    let fixture = try IntakeFixture()
    try fixture.drop("a.json", text)
    await fixture.start()
    #expect(try fixture.names(in: .rejected) == [])
    fixture.clock.advance(seconds: 10)
    await fixture.look()
    let error = try fixture.error("a.json", in: .results)
    #expect(error["message"]?.string?.contains("there is no JSON value") == true)
  }

  @Test(
    "a file that was closed before it was whole is waited for, and taken when it is",
    arguments: ["", "{", #"{"to": "1206"#]
  )
  func closedUnfinished(_ text: String) async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    let incoming = try fixture.directory(.incoming)
    try incoming.createFile("a.json", mode: 0o644).write(Array(text.utf8))
    // Notices come in order: with this one, the first file has been looked at.
    try fixture.drop("b.json")
    _ = try await fixture.ledger.batches.next()
    await fixture.intake.idle()
    #expect(try fixture.names(in: .incoming) == ["a.json"])
    fixture.clock.advance(seconds: 9)
    try incoming.openFile("a.json", .writeOnly).write(Array(IntakeFixture.request.utf8))
    _ = try await fixture.ledger.batches.next()
    await fixture.intake.idle()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["b", "a"])
    #expect(try fixture.names(in: .results) == [])
    #expect(try fixture.names(in: .rejected) == [])
  }

  @Test("a closed file that does not become whole is refused after 10 s, with one result")
  func closedTorn() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.directory(.incoming).createFile("a.json", mode: 0o644).write(Array("{".utf8))
    try fixture.drop("b.json")
    _ = try await fixture.ledger.batches.next()
    await fixture.intake.idle()
    fixture.clock.advance(seconds: 9)
    await fixture.look()
    #expect(try fixture.names(in: .results) == [])
    fixture.clock.advance(seconds: 1)
    await fixture.look()
    #expect(try fixture.error("a.json", in: .results)["code"] == "invalid_request")
    #expect(try fixture.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
    #expect(try fixture.names(in: .incoming) == [])
  }

  @Test("a closed file that breaks a rule is refused at once: it is whole")
  func closedWrong() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.directory(.incoming).createFile("a.json", mode: 0o644).write(Array("{}".utf8))
    try fixture.drop("b.json")
    _ = try await fixture.ledger.batches.next()
    await fixture.intake.idle()
    #expect(try fixture.error("a.json", in: .results)["code"] == "invalid_request")
  }

  @Test("a torn file that was moved in is refused at once")
  func movedInTorn() async throws {
    let fixture = try IntakeFixture()
    await fixture.start()
    try fixture.drop("a.json", "{")
    try fixture.drop("b.json")
    _ = try await fixture.ledger.batches.next()
    await fixture.intake.idle()
    #expect(try fixture.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
  }

  @Test("a file with a second link is refused after 10 s, not before")
  func linked() async throws {
    let fixture = try IntakeFixture()
    let incoming = try fixture.directory(.incoming)
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    await fixture.start()
    fixture.clock.advance(seconds: 9)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == [".own", "a.json"])
    fixture.clock.advance(seconds: 1)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == [".own"])
    #expect(try fixture.error("a.json", in: .results)["code"] == "unreadable_request")
    #expect(await fixture.ledger.submissions.isEmpty)
  }

  @Test("link(2) followed by unlink(2) is a way to submit")
  func linkThenUnlink() async throws {
    let fixture = try IntakeFixture()
    let incoming = try fixture.directory(.incoming)
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    await fixture.start()
    try incoming.unlink(".own")
    await fixture.look()
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["a"])
  }

  @Test("a file whose second link is 10 s old when it is first seen is refused at once")
  func oldLink() async throws {
    let fixture = try IntakeFixture()
    let incoming = try fixture.directory(.incoming)
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    // The clock of the file system may lag by a tick; a second more is past it either way.
    fixture.clock.advance(seconds: 11)
    await fixture.start()
    #expect(try fixture.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
  }

  @Test("what is done to a linked file meanwhile does not give its link more time")
  func busyLink() async throws {
    let fixture = try IntakeFixture()
    let incoming = try fixture.directory(.incoming)
    let file = try incoming.createFile(".own", mode: 0o644)
    try file.write(Array(IntakeFixture.request.utf8))
    try incoming.link(".own", to: incoming, as: "a.json")
    await fixture.start()
    for _ in 0..<2 {
      fixture.clock.advance(seconds: 5)
      try file.write(Array(" ".utf8))
      await fixture.look()
    }
    #expect(try fixture.names(in: .incoming) == [".own"])
    #expect(try fixture.error("a.json", in: .results)["code"] == "unreadable_request")
  }

  @Test("a file that is cut short while it is waited for gets 10 s more")
  func cutShort() async throws {
    let fixture = try IntakeFixture()
    let file = try fixture.directory(.incoming).createFile("a.json", mode: 0o644)
    try file.write(Array(#"{"to": "1206"#.utf8))
    await fixture.start()
    fixture.clock.advance(seconds: 9)
    try file.setSize(0)
    await fixture.look()
    fixture.clock.advance(seconds: 9)
    await fixture.look()
    #expect(try fixture.names(in: .incoming) == ["a.json"])
    fixture.clock.advance(seconds: 1)
    await fixture.look()
    let error = try fixture.error("a.json", in: .results)
    #expect(error["message"]?.string?.contains("there is no JSON value") == true)
    _ = consume file
  }
}
