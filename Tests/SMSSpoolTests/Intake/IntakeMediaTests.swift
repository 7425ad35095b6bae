import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

@Suite("Messages that name files", .serialized)
struct IntakeMediaTests {
  private static let request = #"{"to": "12065550142", "media_files": ["a.jpg", "once-b.png"]"#

  private func fixture() throws -> IntakeFixture {
    var rules = Sample.rules
    rules.servesMedia = true
    let fixture = try IntakeFixture(rules: rules)
    try put("a.jpg", Picture.jpeg, fixture)
    try put("once-b.png", Picture.png, fixture)
    return fixture
  }

  private func media(_ fixture: IntakeFixture) throws -> Directory {
    try Directory(path: fixture.layout.path(of: .media))
  }

  private func put(_ name: FileName, _ bytes: [UInt8], _ fixture: IntakeFixture) throws {
    try media(fixture).writeReplacing(name, bytes, durable: false)
  }

  /// The media of the messages that were accepted.
  private func accepted(_ fixture: IntakeFixture) async -> [Media] {
    await fixture.ledger.submissions.compactMap {
      if case .message(let message) = $0.content { message.media } else { nil }
    }
  }

  /// The keys of what lies in the state directory.
  private func keys(_ fixture: IntakeFixture) throws -> Set<String> {
    Set(try MediaShelf(in: fixture.root.directory).all().keys)
  }

  @Test("are accepted with copies; the producer's files stay, and those for one request go")
  func copies() async throws {
    let fixture = try fixture()
    try fixture.drop("m.json", Self.request + "}")
    await fixture.start()
    let media = try #require(await accepted(fixture).first)
    let copies = try #require(media.copies)
    #expect(media.paths.isEmpty && copies.names == ["1.jpg", "2.png"])
    #expect(MediaCopies.isKey(copies.key))
    let shelf = MediaShelf(in: fixture.root.directory)
    let now = MonotonicTime(nanoseconds: 0)
    #expect(shelf.file("1.jpg", of: copies.key, at: now)?.bytes == Picture.jpeg)
    #expect(shelf.file("2.png", of: copies.key, at: now)?.bytes == Picture.png)
    #expect(try fixture.names(in: .media) == ["a.jpg"] && fixture.names(in: .taken) == [])
  }

  @Test("are the same by their paths: once accepted, the same request needs no files")
  func identity() async throws {
    let fixture = try fixture()
    try fixture.drop("m.json", Self.request + #", "id": "x"}"#)
    await fixture.start()
    try media(fixture).unlink("a.jpg")
    try fixture.drop("n.json", Self.request + #", "id": "x"}"#)
    await fixture.look()
    #expect(try fixture.names(in: .rejected) == [] && fixture.names(in: .incoming) == [])
    #expect(await accepted(fixture).count == 1)
    #expect(try keys(fixture).count == 1)
    try fixture.drop("o.json", #"{"to": "12065550142", "media_files": ["c.jpg"], "id": "x"}"#)
    await fixture.look()
    let error = try fixture.error("1-o.json.reason.json", in: .rejected)
    #expect(error["code"] == "duplicate_id")
  }

  @Test("each fault of a file is in the refusal, and nothing is copied")
  func faults() async throws {
    let fixture = try fixture()
    try put("c.svg", Array("<svg/>".utf8), fixture)
    try fixture.drop(
      "m.json",
      #"{"to": "12065550142", "media_files": ["a.jpg", "c.svg", "d.jpg"], "metadata": {"k": 1}}"#
    )
    await fixture.start()
    let error = try fixture.error("1-m.json.reason.json", in: .rejected)
    let message = error["message"]?.string ?? ""
    #expect(message.contains("media_files[1]: is not of a type"))
    #expect(message.contains("media_files[2]: is not in the spool's media/"))
    #expect(try keys(fixture).isEmpty)
    #expect(await accepted(fixture).isEmpty)
  }

  @Test("all files and the text together have 750,000 bytes at most")
  func size() async throws {
    let fixture = try fixture()
    try put("c.jpg", Picture.jpeg(Media.largest - 10 - Picture.jpeg.count), fixture)
    for (stem, body) in [("fits", "0123456789"), ("over", "0123456789a")] {
      try fixture.drop(
        FileName("\(stem).json") ?? "x",
        #"{"to": "12065550142", "media_files": ["a.jpg", "c.jpg"], "body": "\#(body)"}"#
      )
    }
    await fixture.start()
    #expect(await accepted(fixture).count == 1)
    let error = try fixture.error("1-over.json.reason.json", in: .rejected)
    #expect(error["code"] == "media_too_large")
    #expect(error["message"]?.string?.contains("media_files[1]") == true)
  }

  @Test("a dry run says what is wrong with them, and copies and removes nothing")
  func dryRun() async throws {
    let fixture = try fixture()
    try fixture.drop("m.json", Self.request + #", "dry_run": true}"#)
    await fixture.start()
    let right = try fixture.json("m.json", in: .results)
    #expect(right["outcome"] == "queued" && right["media"] == 2)
    #expect(try fixture.names(in: .media) == ["a.jpg", "once-b.png"])
    try media(fixture).unlink("a.jpg")
    try fixture.drop("n.json", Self.request + #", "dry_run": true}"#)
    await fixture.look()
    let wrong = try fixture.json("n.json", in: .results)
    #expect(wrong["outcome"] == "rejected")
    #expect(try keys(fixture).isEmpty)
  }

  @Test("the messages of a batch that name the same files share a copy")
  func batch() async throws {
    let fixture = try fixture()
    let lines = [
      #"{"kind": "batch", "id": "b", "defaults": {"media_files": ["a.jpg", "once-b.png"]}}"#,
      #"{"to": "12065550142", "body": "One"}"#, #"{"to": "12065550143", "body": "Two"}"#,
      #"{"to": "12065550144", "media_files": ["a.jpg"]}"#,
    ]
    await fixture.start()
    try fixture.drop("b.jsonl", lines.joined(separator: "\n") + "\n")
    await fixture.look()
    let messages = await fixture.store.batches.first?.messages ?? []
    let copies = messages.compactMap { submission -> MediaCopies? in
      if case .message(let message) = submission.content { message.media?.copies } else { nil }
    }
    #expect(copies.count == 3 && copies[0] == copies[1] && copies[2] != copies[0])
    #expect(try keys(fixture) == Set(copies.map(\.key)))
    #expect(try fixture.names(in: .media) == ["a.jpg"])
  }

  @Test("a batch is refused whole for the files of a line, and nothing is left of the others")
  func batchFaults() async throws {
    let fixture = try fixture()
    let lines = [
      #"{"to": "12065550142", "media_files": ["a.jpg"]}"#,
      #"{"to": "12065550143", "media_files": ["none.jpg"]}"#,
    ]
    await fixture.start()
    try fixture.drop("b.jsonl", lines.joined(separator: "\n") + "\n")
    await fixture.look()
    let error = try fixture.error("1-b.jsonl.reason.json", in: .rejected)
    #expect(error["message"]?.string?.contains("line 2: media_files[0]: is not in") == true)
    #expect(try keys(fixture).isEmpty)
  }
}
