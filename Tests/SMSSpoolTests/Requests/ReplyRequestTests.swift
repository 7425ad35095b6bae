import SMSCore
import SMSSpool
import TestSupport
import Testing

@Suite("Requests that answer a received message")
struct ReplyRequestTests {
  private func decode(_ text: String) throws -> Request {
    let decoder = RequestDecoder(rules: Sample.rules) { id in
      switch id {
      case "mdr2-1": ReceivedEnds(from: "12065550142", to: "12065550101")
      case "mdr2-2": ReceivedEnds(from: "24273", to: "12065550101")
      case "mdr2-3": ReceivedEnds(from: "12065550142", to: "12065550999")
      default: nil
      }
    }
    return try decoder.decode(Array(text.utf8), from: Sample.origin(stem: "a"))
  }

  @Test("go back to where it came from, from the number that it came to")
  func answers() throws {
    let reply = try decode(#"{"in_reply_to": "mdr2-1", "body": "Thank you."}"#)
    let plain = try decode(
      #"{"to": "12065550142", "from": "12065550101", "body": "Thank you."}"#
    )
    #expect(reply.content == plain.content && reply.canonical == plain.canonical)
  }

  @Test(
    "are refused when that cannot be",
    arguments: [
      (#"{"in_reply_to": "mdr2-9", "body": "x"}"#, "in_reply_to: is not a message in received/"),
      (#"{"in_reply_to": "../1", "body": "x"}"#, "in_reply_to: is not a message in received/"),
      (#"{"in_reply_to": "mdr2-2", "body": "x"}"#, "in_reply_to: came from 24273"),
      (#"{"in_reply_to": "mdr2-1", "to": "12065550142", "body": "x"}"#, "in_reply_to: excludes"),
      (#"{"in_reply_to": 7, "body": "x"}"#, "in_reply_to: must be a string"),
      (#"{"kind": "cancel", "in_reply_to": "mdr2-1", "message": "b"}"#, "does not belong"),
    ]
  )
  func refused(_ text: String, _ message: String) {
    let failure = #expect(throws: RequestDecoder.Failure.self) { try decode(text) }
    #expect(failure?.refusal.error.message.contains(message) == true)
    #expect(failure?.refusal.error.message.contains("to: is missing") == false)
  }

  @Test("obey the spool's senders")
  func senders() {
    let failure = #expect(throws: RequestDecoder.Failure.self) {
      try decode(#"{"in_reply_to": "mdr2-3", "body": "x"}"#)
    }
    #expect(failure?.refusal.error.code == .senderNotAllowed)
  }

  @Test("find the file that the daemon wrote, and nothing else")
  func files() throws {
    let directory = try TemporaryDirectory()
    let layout = SpoolLayout(root: directory.path)
    try layout.make()
    var store = ReceivedStore(layout)
    let message = InboundMessage(
      id: "mdr2-1",
      from: "12065550142",
      to: try PhoneNumber(value: 12_065_550_101),
      body: "yes"
    )
    try store.publish([
      ReceivedMessage(
        number: 1,
        spool: "default",
        message: message,
        receivedAt: WallTime(milliseconds: 0),
        inReplyTo: nil
      )
    ])
    let files = ReceivedFiles(layout)
    #expect(files.ends(of: "mdr2-1") == ReceivedEnds(from: "12065550142", to: "12065550101"))
    #expect(files.ends(of: "mdr2-2") == nil)
    #expect(files.ends(of: "../mdr2-1") == nil)
  }
}
