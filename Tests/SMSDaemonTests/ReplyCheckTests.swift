import SMSCore
import SMSDaemon
import SMSSystem
import Testing

@Suite("Replies to HELP")
struct ReplyCheckTests {
  /// The notes on a spool with one automatic reply.
  private func notes(
    _ body: String,
    match: String = "HELP",
    brand: String? = nil
  ) throws -> [String] {
    let member = brand.map { "brand: \"\($0)\"," } ?? ""
    let text = """
      {
        spools: { default: { \(member) auto_replies: [{ match: "\(match)", body: "\(body)" }] } },
        accounts: { main: { numbers: ["12065550101"] } },
      }
      """
    let configuration = try Configuration.decode(Array(text.utf8), path: "/c.json5")
    return StartCheck(configuration, path: "/c.json5", .noUnit).notes.map(\.line)
  }

  @Test(
    "that name brand, contact and STOP have no notes",
    arguments: [
      "Acme: for help call 206-555-0100. Reply STOP to opt out.",
      "ACME alerts. Help: help@acme.example. Text stop to end.",
      "acme.com/help or (206) 555 0100, Stop=end",
      "Acme: see https://acme.example/help; STOP ends.",
    ]
  )
  func complete(_ body: String) throws {
    #expect(try notes(body, brand: "Acme") == [])
    #expect(try notes(body).count == 1)
    #expect(try notes(body).first?.hasPrefix("spools.default.brand is missing") == true)
  }

  @Test("that lack something are noted, with the repair")
  func incomplete() throws {
    let all = try notes("We will help you. Room 12, 9.30 to 17.00.", brand: "Acme")
    #expect(all.count == 3)
    let reply = "spools.default.auto_replies: the reply to HELP"
    #expect(all[0].hasPrefix("\(reply) does not name the brand"))
    #expect(all[1].contains("does not say how to reach you. Carriers ask for it"))
    #expect(all[2].hasPrefix("\(reply) does not say how to stop. Carriers"))
    #expect(all[2].hasSuffix(": add \"Reply STOP to opt out.\""))
    #expect(try notes("Acme: unstoppable.Call us", brand: "Acme").count == 2)
  }

  @Test("only they are looked at")
  func others() throws {
    #expect(try notes("We open at nine.", match: "HOURS") == [])
    #expect(try notes("We open at nine.", match: "info", brand: "Acme").count == 3)
  }
}
