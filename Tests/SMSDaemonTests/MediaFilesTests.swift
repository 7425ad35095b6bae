import FlowrouteSimulator
import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Files that messages carry", .serialized, .timeLimit(.minutes(10)), .throttled)
struct MediaFilesTests {
  private static let request = #"{"to": "12065550142", "media_files": ["a.jpg"]"#

  /// A listener that the provider reaches, or not.
  private static func listener(_ port: UInt16, reachable: Bool = true) -> String {
    let seen = reachable ? port : 1
    return "listener: { port: \(port), public_url: \"http://127.0.0.1:\(seen)\" },"
  }

  private static func fixture(
    _ simulator: FlowrouteSimulator,
    reachable: Bool = true
  ) throws -> (DaemonFixture, port: UInt16) {
    let port = try LoopbackSocket.port(of: LoopbackSocket.bound())
    let members = DaemonFixture.quickLooks + listener(port, reachable: reachable)
    return (try DaemonFixture(port: simulator.port, members: members), port)
  }

  /// Removes copies at once when their messages have ended.
  private static func quickly(_ options: inout DaemonOptions) {
    options.media.kept = Interval(milliseconds: 1)
    options.media.period = Interval(milliseconds: 50)
  }

  private static func put(
    _ name: FileName,
    _ bytes: [UInt8],
    _ fixture: DaemonFixture
  ) throws {
    try Directory(path: fixture.directory.path("spool/default/media"))
      .writeReplacing(name, bytes, mode: 0o640, durable: false)
  }

  private static func copies(_ fixture: DaemonFixture) throws -> Directory {
    try Directory.openOrMake(path: fixture.directory.path("state/media"), mode: 0o700)
  }

  private static func names(_ directory: Directory) throws -> [String] {
    var listing = try directory.listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append("\(entry.name)") }
    return names.sorted()
  }

  @Test("arrive as they were when the request was accepted, and their copies go afterwards")
  func sent() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, port) = try Self.fixture(simulator)
    let daemon = try await fixture.start(changing: Self.quickly)
    try await DaemonFixture.ending(daemon, simulator) {
      let picture = Picture.jpeg(700_000)
      try Self.put("a.jpg", picture, fixture)
      try Self.put("once-b.png", Picture.png, fixture)
      try fixture.drop(
        "m",
        #"{"to": "12065550142", "body": "See", "media_files": ["a.jpg", "once-b.png"]}"#
      )
      let result = try await fixture.result("m", is: "sent")
      #expect(result["media"] == 2 && result["is_mms"] == true)
      let message = try #require(await simulator.messages.first)
      #expect(message.files.map(\.bytes) == [picture, Picture.png])
      #expect(message.files.map(\.type) == ["image/jpeg", "image/png"])
      #expect(
        message.mediaURLs.allSatisfy { $0.hasPrefix("http://127.0.0.1:\(port)/flowroute/media/") }
      )
      let media = try Directory(path: fixture.directory.path("spool/default/media"))
      #expect(try media.contains("a.jpg") && !media.contains("once-b.png"))
      let copies = try Self.copies(fixture)
      _ = try await DirectoryWatch.wait(in: copies) { try Self.names(copies).isEmpty ? true : nil }
      #expect(!fixture.log.joined().contains("/media/"))
    }
  }

  @Test("outlive a restart between acceptance and sending, and the file; what nobody needs goes")
  func restart() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, _) = try Self.fixture(simulator)
    let first = try await fixture.start()
    try Self.put("a.jpg", Picture.jpeg, fixture)
    let start = WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: 2))
    try fixture.drop("m", Self.request + #", "not_before": "\#(start.text)", "ack": "x"}"#)
    _ = try await fixture.result("m", is: "queued")
    await first.drain()
    try fixture.remove("spool/default/media/a.jpg")
    let copies = try Self.copies(fixture)
    let known = try Self.names(copies)
    let orphan = try copies.makeDirectory("0123", mode: 0o700)
    try orphan.writeReplacing("1.jpg", [1], durable: false)
    let second = try await fixture.start()
    try await DaemonFixture.ending(second, simulator) {
      #expect(try Self.names(copies) == known && known.count == 1)
      _ = try await fixture.result("m", is: "sent")
      #expect(await simulator.messages.map { $0.files.map(\.bytes) } == [[Picture.jpeg]])
    }
  }

  @Test("copies that are gone end their message at the next start, and say so")
  func gone() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, _) = try Self.fixture(simulator)
    let first = try await fixture.start()
    try Self.put("a.jpg", Picture.jpeg, fixture)
    let start = WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: 2))
    try fixture.drop("m", Self.request + #", "not_before": "\#(start.text)", "ack": "x"}"#)
    _ = try await fixture.result("m", is: "queued")
    await first.drain()
    try Self.copies(fixture).removeContents()
    let second = try await fixture.start()
    try await DaemonFixture.ending(second, simulator) {
      let result = try await fixture.result("m", is: "failed")
      #expect(result["error"]?.object?["code"] == "media_gone")
      #expect(await simulator.messages.isEmpty)
    }
  }

  @Test("what the provider never asked for waits, and goes when it can be reached")
  func unreachable() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, port) = try Self.fixture(simulator, reachable: false)
    let daemon = try await fixture.start()
    try await DaemonFixture.ending(daemon, simulator) {
      try Self.put("a.jpg", Picture.jpeg, fixture)
      try fixture.drop("m", Self.request + "}")
      let result = try await fixture.result("m", is: "deferred")
      let error = try #require(result["error"]?.object)
      #expect(error["code"] == "media_not_fetched" && error["http_status"] == 422)
      #expect(error["hint"]?.string?.contains("do not arrive here") == true)
      try fixture.configure(members: DaemonFixture.quickLooks + Self.listener(port))
      await daemon.reload()
      _ = try await fixture.result("m", is: "sent")
      #expect(await simulator.messages.map { $0.files.map(\.bytes) } == [[Picture.jpeg]])
    }
  }

  @Test("what the provider asked for and did not get is final")
  func broken() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, _) = try Self.fixture(simulator)
    let daemon = try await fixture.start()
    try await DaemonFixture.ending(daemon, simulator) {
      try Self.put("a.jpg", Picture.jpeg, fixture)
      let start = WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: 2))
      try fixture.drop("m", Self.request + #", "not_before": "\#(start.text)", "ack": "x"}"#)
      _ = try await fixture.result("m", is: "queued")
      let copies = try Self.copies(fixture)
      let key = try #require(try Self.names(copies).first.flatMap { FileName($0) })
      try copies.directory(key).removeContents()
      let result = try await fixture.result("m", is: "failed")
      let error = try #require(result["error"]?.object)
      #expect(error["code"] == "media_not_fetched")
      #expect(error["provider_detail"]?.string?.contains("media_files[0]") == true)
    }
  }

  @Test("erase takes the copies along at once")
  func erasure() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, _) = try Self.fixture(simulator)
    let daemon = try await fixture.start()
    try await DaemonFixture.ending(daemon, simulator) {
      try Self.put("a.jpg", Picture.jpeg, fixture)
      try fixture.drop("m", Self.request + "}")
      _ = try await fixture.result("m", is: "sent")
      let copies = try Self.copies(fixture)
      #expect(try Self.names(copies).count == 1)
      try fixture.drop(
        "e",
        #"{"id": "e", "kind": "erase", "to": "12065550142"}"#,
        at: "state/operator/incoming"
      )
      let results = try Directory(path: fixture.directory.path("state/operator/results"))
      _ = try await DirectoryWatch.wait(for: "e.json", in: results)
      #expect(try Self.names(copies).isEmpty)
    }
  }

  @Test("are refused where the provider cannot fetch them, and fail if that comes later")
  func unserved() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, _) = try Self.fixture(simulator)
    let daemon = try await fixture.start()
    try await DaemonFixture.ending(daemon, simulator) {
      try Self.put("a.jpg", Picture.jpeg, fixture)
      let start = WallTime(nanoseconds: Clocks.wall).advanced(by: Interval(seconds: 2))
      try fixture.drop("m", Self.request + #", "not_before": "\#(start.text)", "ack": "x"}"#)
      _ = try await fixture.result("m", is: "queued")
      try fixture.configure(members: DaemonFixture.quickLooks + "listener: { port: 0 },")
      await daemon.reload()
      let late = try await fixture.result("m", is: "failed")
      #expect(late["error"]?.object?["code"] == "media_not_served")
      try fixture.drop("n", Self.request + "}")
      let refused = try await fixture.result("n", is: "rejected")
      #expect(refused["error"]?.object?["code"] == "media_not_served")
      #expect(await simulator.messages.isEmpty)
    }
  }

  @Test("a batch's messages carry them")
  func batch() async throws {
    let simulator = try await FlowrouteSimulator.start()
    let (fixture, _) = try Self.fixture(simulator)
    let daemon = try await fixture.start()
    try await DaemonFixture.ending(daemon, simulator) {
      try Self.put("a.jpg", Picture.jpeg, fixture)
      let lines = [
        #"{"kind": "batch", "id": "b", "defaults": {"media_files": ["a.jpg"]}}"#,
        #"{"to": "12065550142", "body": "One"}"#, #"{"to": "12065550143", "body": "Two"}"#,
      ]
      try Directory(path: fixture.directory.path("spool/default/incoming")).writeReplacing(
        "b.jsonl",
        Array((lines.joined(separator: "\n") + "\n").utf8),
        durable: false
      )
      _ = try await fixture.result("b", is: "done")
      let messages = await simulator.messages
      #expect(messages.map { $0.files.map(\.bytes) } == [[Picture.jpeg], [Picture.jpeg]])
      #expect(messages[0].mediaURLs == messages[1].mediaURLs)
    }
  }
}
