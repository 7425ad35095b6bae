import SMSCommands
import SMSSystem
import TestSupport
import Testing

@Suite("demo", .serialized, .throttled)
struct DemoTests {
  /// `spool/examples` of the source tree.
  private static let examples =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/") + "/spool/examples"

  @Test("The built-in examples are the requests in spool/examples, all of them")
  func examples() throws {
    let directory = try Directory(path: Self.examples)
    var listing = try directory.listing()
    var files: [String: String] = [:]
    while let entry = try listing.next() {
      // One needs a file in media/, and a listener that the provider reaches.
      guard entry.name.escaped.hasSuffix(".json"), entry.name != "message-picture-file.json" else {
        continue
      }
      let bytes = try directory.read(entry.name, upTo: 1 << 16)
      files[entry.name.escaped] = String(decoding: bytes, as: UTF8.self)
    }
    #expect(files == DemoExample.all.reduce(into: [:]) { $0[$1.file] = $1.text })
  }

  @Test("Tells the whole story and exits 0", .timeLimit(.minutes(10)))
  func story() async throws {
    let directory = try TemporaryDirectory()
    let run = await CommandFixture.run(["demo", "--directory", directory.path("demo")])
    if run.exit != .done {
      let log = try Directory(path: directory.path("demo")).read("daemon.log", upTo: 1 << 20)
      Issue.record("\(run.exit) \(run.error)\n\(String(decoding: log, as: UTF8.self))")
    }
    for text in [
      "message: sent to 12065550142", "order-1043-ready: sent", "greeting-1044: sent",
      "table-1047: sent", "MMS with 1 file",
      "update-reminder-1045: done", "cancel-reminder-1045: canceled", "reminder-1045: canceled",
      "second-attempt: deferred",
      "second-attempt: sent", "wrong-sender: failed", "forbidden (HTTP 403)",
      "12065550101 is not a number", "provider-trouble: failed", "provider_error (HTTP 500)",
      "login-2041: sent", "login-2041-entered: denied (wrong_code), 4 attempts left",
      "enroll-user-7: sent", "unenroll-user-7: done",
      "wrong-keys: deferred", "unauthorized (HTTP 401)", "access-key", "wrong-keys: sent",
      "lost-answer: sent",
      "lookup-1043: found", "\"direction\": \"outbound\"",
      "Delivery: delivered (1004: Message delivered to handset)",
      "\"body\": \"Thank you, I will come at six.\"", "\"in_reply_to\": \"message\"",
      "after-stop: failed", "recipient_opted_out",
      "mistake: rejected", "Did you mean \"to\"?", "What the provider got: 10 messages, each once",
      directory.path("demo/config.json5"), "What to do next", "  page      http://127.0.0.1:",
    ] {
      #expect(run.output.contains(text), "\(text)")
    }
    let list = await CommandFixture.run([
      "list", "--status", "failed", "--config", directory.path("demo/config.json5"),
    ])
    #expect(list.output.contains("provider-trouble"))
  }

  @Test("A directory that is there is not touched, status 73")
  func taken() async throws {
    let directory = try TemporaryDirectory()
    let run = await CommandFixture.run(["demo", "--directory", directory.path])
    #expect(run.exit == .cannotCreate)
  }
}
