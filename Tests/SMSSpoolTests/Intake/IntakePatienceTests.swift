import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite(.serialized) struct IntakePatienceTests {
  @Test("a file that its writer holds open is waited for, and taken when it is whole")
  func halfWritten() async throws {
    let bench = try IntakeFixture()
    let file = try bench.directory(.incoming).createFile("a.json", mode: 0o644)
    let bytes = Array(IntakeFixture.request.utf8)
    try file.write(bytes.prefix(10))
    await bench.start()
    bench.clock.advance(seconds: 9)
    await bench.look()
    #expect(try bench.names(in: .rejected) == [])
    try file.write(bytes.dropFirst(10))
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a"])
    _ = consume file
  }

  @Test("a half-written file that has not changed for 10 s is refused, not before")
  func abandonedHalf() async throws {
    let bench = try IntakeFixture()
    let file = try bench.directory(.incoming).createFile("a.json", mode: 0o644)
    try file.write(Array(#"{"to": "#.utf8))
    await bench.start()
    bench.clock.advance(seconds: 8)
    try file.write(Array(#""1206"#.utf8))
    await bench.look()
    bench.clock.advance(seconds: 9)
    await bench.look()
    #expect(try bench.names(in: .incoming) == ["a.json"])
    bench.clock.advance(seconds: 1)
    await bench.look()
    #expect(try bench.names(in: .incoming) == [])
    let error = try bench.error("a.json", in: .results)
    #expect(error["code"] == "invalid_request")
    #expect(error["message"]?.string?.contains("line 1, column 13") == true)
    _ = consume file
  }

  @Test("an empty file found by the scan is waited for", arguments: ["", " \n \n"])
  func empty(_ text: String) async throws {
    let bench = try IntakeFixture()
    try bench.drop("a.json", text)
    await bench.start()
    #expect(try bench.names(in: .rejected) == [])
    bench.clock.advance(seconds: 10)
    await bench.look()
    let error = try bench.error("a.json", in: .results)
    #expect(error["message"]?.string?.contains("there is no JSON value") == true)
  }

  @Test(
    "a file that was closed before it was whole is waited for, and taken when it is",
    arguments: ["", "{", #"{"to": "1206"#]
  )
  func closedUnfinished(_ text: String) async throws {
    let bench = try IntakeFixture()
    await bench.start()
    let incoming = try bench.directory(.incoming)
    try incoming.createFile("a.json", mode: 0o644).write(Array(text.utf8))
    // Notices come in order: with this one, the first file has been looked at.
    try bench.drop("b.json")
    _ = try await bench.ledger.batches.next()
    await bench.intake.idle()
    #expect(try bench.names(in: .incoming) == ["a.json"])
    bench.clock.advance(seconds: 9)
    try incoming.openFile("a.json", .writeOnly).write(Array(IntakeFixture.request.utf8))
    _ = try await bench.ledger.batches.next()
    await bench.intake.idle()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["b", "a"])
    #expect(try bench.names(in: .results) == [])
    #expect(try bench.names(in: .rejected) == [])
  }

  @Test("a closed file that does not become whole is refused after 10 s, with one result")
  func closedTorn() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    try bench.directory(.incoming).createFile("a.json", mode: 0o644).write(Array("{".utf8))
    try bench.drop("b.json")
    _ = try await bench.ledger.batches.next()
    await bench.intake.idle()
    bench.clock.advance(seconds: 9)
    await bench.look()
    #expect(try bench.names(in: .results) == [])
    bench.clock.advance(seconds: 1)
    await bench.look()
    #expect(try bench.error("a.json", in: .results)["code"] == "invalid_request")
    #expect(try bench.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
    #expect(try bench.names(in: .incoming) == [])
  }

  @Test("a closed file that breaks a rule is refused at once: it is whole")
  func closedWrong() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    try bench.directory(.incoming).createFile("a.json", mode: 0o644).write(Array("{}".utf8))
    try bench.drop("b.json")
    _ = try await bench.ledger.batches.next()
    await bench.intake.idle()
    #expect(try bench.error("a.json", in: .results)["code"] == "invalid_request")
  }

  @Test("a torn file that was moved in is refused at once")
  func movedInTorn() async throws {
    let bench = try IntakeFixture()
    await bench.start()
    try bench.drop("a.json", "{")
    try bench.drop("b.json")
    _ = try await bench.ledger.batches.next()
    await bench.intake.idle()
    #expect(try bench.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
  }

  @Test("a file with a second link is refused after 10 s, not before")
  func linked() async throws {
    let bench = try IntakeFixture()
    let incoming = try bench.directory(.incoming)
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    await bench.start()
    bench.clock.advance(seconds: 9)
    await bench.look()
    #expect(try bench.names(in: .incoming) == [".own", "a.json"])
    bench.clock.advance(seconds: 1)
    await bench.look()
    #expect(try bench.names(in: .incoming) == [".own"])
    #expect(try bench.error("a.json", in: .results)["code"] == "unreadable_request")
    #expect(await bench.ledger.submissions.isEmpty)
  }

  @Test("link(2) followed by unlink(2) is a way to submit")
  func linkThenUnlink() async throws {
    let bench = try IntakeFixture()
    let incoming = try bench.directory(.incoming)
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    await bench.start()
    try incoming.unlink(".own")
    await bench.look()
    #expect(await bench.ledger.submissions.map(\.name.id) == ["a"])
  }

  @Test("a file whose second link is 10 s old when it is first seen is refused at once")
  func oldLink() async throws {
    let bench = try IntakeFixture()
    let incoming = try bench.directory(.incoming)
    try incoming.writeReplacing(".own", Array(IntakeFixture.request.utf8), durable: false)
    try incoming.link(".own", to: incoming, as: "a.json")
    // The clock of the file system may lag by a tick; a second more is past it either way.
    bench.clock.advance(seconds: 11)
    await bench.start()
    #expect(try bench.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
  }

  @Test("what is done to a linked file meanwhile does not give its link more time")
  func busyLink() async throws {
    let bench = try IntakeFixture()
    let incoming = try bench.directory(.incoming)
    let file = try incoming.createFile(".own", mode: 0o644)
    try file.write(Array(IntakeFixture.request.utf8))
    try incoming.link(".own", to: incoming, as: "a.json")
    await bench.start()
    for _ in 0..<2 {
      bench.clock.advance(seconds: 5)
      try file.write(Array(" ".utf8))
      await bench.look()
    }
    #expect(try bench.names(in: .incoming) == [".own"])
    #expect(try bench.error("a.json", in: .results)["code"] == "unreadable_request")
  }

  @Test("a file that is cut short while it is waited for gets 10 s more")
  func cutShort() async throws {
    let bench = try IntakeFixture()
    let file = try bench.directory(.incoming).createFile("a.json", mode: 0o644)
    try file.write(Array(#"{"to": "1206"#.utf8))
    await bench.start()
    bench.clock.advance(seconds: 9)
    try file.setSize(0)
    await bench.look()
    bench.clock.advance(seconds: 9)
    await bench.look()
    #expect(try bench.names(in: .incoming) == ["a.json"])
    bench.clock.advance(seconds: 1)
    await bench.look()
    let error = try bench.error("a.json", in: .results)
    #expect(error["message"]?.string?.contains("there is no JSON value") == true)
    _ = consume file
  }
}
