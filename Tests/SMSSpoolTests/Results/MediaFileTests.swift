import SMSCore
import SMSSpool
import SMSSystem
import TestSupport
import Testing

@Suite("The files of texts in received/")
struct MediaFileTests {
  private let temporary: TemporaryDirectory
  private let layout: SpoolLayout
  private let received: Directory

  init() throws {
    temporary = try TemporaryDirectory()
    layout = SpoolLayout(root: temporary.path("spool"))
    try layout.make()
    received = try Directory(path: layout.path(of: .received))
  }

  private func names() throws -> [String] {
    var listing = try received.listing()
    var names: [String] = []
    while let entry = try listing.next() { names.append("\(entry.name)") }
    return names.sorted()
  }

  private func read(_ name: FileName) throws -> String {
    String(decoding: try received.read(name, upTo: 1 << 20), as: UTF8.self)
  }

  private func write(_ text: String, to file: MediaFile) throws {
    try Array(text.utf8).withUnsafeBytes { try file.write($0) }
  }

  @Test("have no name before they are whole, and replace what an earlier try left")
  func whole() throws {
    for text in ["first", "second"] {
      let file = try MediaFile.begin(in: layout)
      try write("GIF8", to: file)
      try write("9a \(text)", to: file)
      #expect(try names().count { !$0.hasPrefix(".smsdispatch-tmp-") } == (text == "first" ? 0 : 1))
      #expect(try file.finish(id: "mdr2-1", index: 0) == "mdr2-1-1.gif")
      #expect(try read("mdr2-1-1.gif") == "GIF89a \(text)")
    }
    #expect(try names() == ["mdr2-1-1.gif"])
    let broken = try MediaFile.begin(in: layout)
    broken.remove()
    #expect(try names() == ["mdr2-1-1.gif"])
    #expect(try received.status("mdr2-1-1.gif").mode == 0o640)
  }

  private static func message(_ id: String, _ state: MediaState?) throws -> ReceivedMessage {
    ReceivedMessage(
      number: 1,
      spool: "default",
      message: InboundMessage(
        id: id,
        from: "12065550142",
        to: try PhoneNumber(parsing: "12065550101"),
        body: "Look",
        media: [InboundMedia(url: "https://m.example.com/1", state: state)]
      ),
      receivedAt: WallTime(milliseconds: 1),
      inReplyTo: nil
    )
  }

  private func shown(_ id: String, _ state: MediaState) -> ShownMedia {
    ShownMedia(
      message: 1,
      spool: "default",
      messageID: id,
      media: [InboundMedia(url: "https://m.example.com/1", state: state)],
      unshown: []
    )
  }

  @Test("are shown in the text's file, which keeps what else it says")
  func show() throws {
    var store = ReceivedStore(layout)
    try store.publish([try Self.message("mdr2-1", .pending)])
    #expect(try read("mdr2-1.json").contains(#""status": "pending""#))
    try store.show([shown("mdr2-1", .stored(name: "mdr2-1-1.jpg", bytes: 7))])
    let text = try read("mdr2-1.json")
    #expect(text.contains(#""body": "Look""#) && text.contains(#""file": "mdr2-1-1.jpg""#))
    #expect(!text.contains("pending"))
    try store.show([shown("mdr2-1", .failed(MediaFailure(.gone, httpStatus: 403)))])
    #expect(try read("mdr2-1.json").contains(#""code": "gone""#))
  }

  @Test("of a text whose file is gone, or was replaced, are shown nowhere")
  func gone() throws {
    var store = ReceivedStore(layout)
    let state = MediaState.stored(name: "mdr2-1-1.jpg", bytes: 7)
    try store.show([shown("mdr2-1", state)])
    #expect(try names() == [])
    try received.writeReplacing("mdr2-1.json", Array("not ours".utf8), durable: false)
    try store.show([shown("mdr2-1", state)])
    #expect(try read("mdr2-1.json") == "not ours")
  }
}
