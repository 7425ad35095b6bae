import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite struct RequestSearchTests {
  private let root: TemporaryDirectory
  private let layout: SpoolLayout

  init() throws {
    root = try TemporaryDirectory()
    layout = SpoolLayout(root: root.path("spool"))
    try layout.make()
  }

  private func put(_ place: SpoolDirectory, _ name: FileName, _ text: String) throws {
    try Directory(path: layout.path(of: place))
      .writeReplacing(name, Array(text.utf8), durable: false)
  }

  private func find(_ id: String) throws -> RequestFile? {
    try RequestSearch(for: id, in: layout).find()
  }

  @Test("a request without an id is found by its file's name")
  func named() throws {
    try put(.incoming, "order-1.json", #"{"to": "12065550142"}"#)
    let file = try #require(try find("order-1"))
    #expect(file.place == .incoming && file.result == nil)
    #expect(file.path == layout.path(of: .incoming) + "/order-1.json")
    #expect(file.since.milliseconds > 0)
    #expect(try find("order-2") == nil)
  }

  @Test("the id in a file counts, and not its name then")
  func explicit() throws {
    try put(.incoming, "upload.json", #"{"id": "order-1"}"#)
    #expect(try find("order-1")?.path.hasSuffix("/upload.json") == true)
    #expect(try find("upload") == nil)
  }

  @Test("a file that is not valid JSON is known by its name; one still being written is not")
  func unfinished() throws {
    try put(.incoming, "order-1.json", "{")
    try put(.incoming, ".order-2.json", "{}")
    #expect(try find("order-1")?.place == .incoming)
    #expect(try find("order-2") == nil)
  }

  @Test("a file in .taken/ has a number before its name")
  func taken() throws {
    try put(.taken, "4711-order-1.json", "{}")
    try put(.taken, "4712-x.json", #"{"id": "order-2"}"#)
    #expect(try find("order-1")?.place == .taken)
    #expect(try find("order-2")?.path.hasSuffix("/.taken/4712-x.json") == true)
    #expect(try find("4711-order-1") == nil)
  }

  private static let rejection = #"""
    {"id": "order-1", "status": "rejected", "updated_at": "2026-11-23T08:00:00.000Z",
     "file": "7-order-1.json", "error": {"code": "invalid_request"}}
    """#

  @Test("a rejected file is found with its result, and since when it has been there")
  func rejected() throws {
    try put(.rejected, "7-order-1.json", "{")
    try put(.rejected, "7-order-1.json.reason.json", Self.rejection)
    try put(.results, "order-1.json", Self.rejection)
    let file = try #require(try find("order-1"))
    #expect(file.place == .rejected)
    #expect(file.path == layout.path(of: .rejected) + "/7-order-1.json")
    #expect(file.since == RFC3339.time("2026-11-23T08:00:00Z"))
    #expect(file.result?["error"]?.object?["code"] == "invalid_request")
  }

  @Test("of several rejected files without a result the newest is found")
  func newest() throws {
    for number in [7, 12, 9] {
      let name = try #require(FileName("\(number)-order-1.json"))
      let reason = try #require(FileName("\(number)-order-1.json.reason.json"))
      try put(.rejected, name, "{")
      try put(.rejected, reason, Self.rejection)
    }
    #expect(try find("order-1")?.path.hasSuffix("/12-order-1.json") == true)
  }

  @Test("if a rejected file was removed, its result is named")
  func removed() throws {
    try put(.results, "order-1.json", Self.rejection)
    #expect(try find("order-1")?.path == layout.path(of: .results) + "/order-1.json")
  }

  @Test("a result of a job is not a rejected file")
  func accepted() throws {
    try put(.results, "order-1.json", #"{"id": "order-1", "status": "sent"}"#)
    #expect(try find("order-1") == nil)
  }
}
