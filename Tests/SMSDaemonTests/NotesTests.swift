import SMSCore
import SMSJSON
import SMSSpool
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("What is derived for others", .throttled)
struct NotesTests {
  private let start = WallTime(milliseconds: 0)

  @Test("Notes are JSON with the members that have a value")
  func notes() throws {
    let running = Notes.account(AccountNote(state: .running), since: start)
    #expect(try names(running) == ["state", "since"])
    #expect(try names(Notes.spool(SpoolNote(since: start))) == ["state", "since"])
    let paused = try parse(Notes.spool(SpoolNote(since: start, pause: "a \"full\" disk")))
    #expect(paused["state"]?.string == "paused")
    #expect(paused["reason"]?.string == "a \"full\" disk")
  }

  @Test("The operator's spool lies in the state directory, for its owner only")
  func layouts() throws {
    let text = ConfigurationTests.smallest
    let configuration = try Configuration.decode(Array(text.utf8), path: "config.json5")
    #expect(Set(configuration.layouts.keys) == ["default", "operator"])
    let layout = try #require(configuration.layouts["operator"])
    #expect(layout == SpoolLayout(root: "/var/lib/smsdispatch/operator", access: .ownerOnly))
    #expect(configuration.rules(of: "operator").isOperator)
    #expect(!configuration.rules(of: "default").isOperator)
  }

  private func parse(_ text: String) throws -> JSONObject {
    try #require(try JSONParser.parse(Array(text.utf8)).object)
  }

  private func names(_ text: String) throws -> [String] { try parse(text).members.map(\.name) }
}
