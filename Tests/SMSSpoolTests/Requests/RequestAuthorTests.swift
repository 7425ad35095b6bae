import SMSCore
import SMSJSON
import SMSSpool
import Testing

@Suite("Who an operator's request comes from") struct RequestAuthorTests {
  private func decode(_ by: String, rules: RequestRules = Sample.operatorRules) throws -> Request {
    let text = #"{"kind": "optout", "to": "(206) 555-0142"\#(by)}"#
    return try RequestDecoder(rules: rules).decode(Array(text.utf8), from: Sample.origin(stem: "a"))
  }

  @Test("is in its member by; the target has the numbers in their usual form")
  func author() throws {
    let request = try decode(#", "by": {"login_uid": 1000, "user": "ada", "on_behalf_uid": 7}"#)
    let act = try #require(request.act)
    #expect(act.author.claim == AuthorClaim(login: 1000, name: "ada"))
    #expect(act.author.onBehalfOf == 7)
    #expect(act.kind == "optout")
    #expect(act.target == #"{"to":"12065550142"}"#)
  }

  @Test("is written as it is read")
  func written() throws {
    let author = RequestAuthor(claim: AuthorClaim(login: 0, name: "root"), onBehalfOf: 12)
    let object = try #require(author.json)
    #expect(object.members.map(\.name) == ["login_uid", "user", "on_behalf_uid"])
    #expect(RequestAuthor().json == nil)
  }

  @Test("makes no other request of the same one, and may be left out")
  func identity() throws {
    let (one, other) = (try decode(#", "by": {"user": "ada"}"#), try decode(""))
    #expect(one.canonical == other.canonical)
    #expect(other.act?.author == RequestAuthor())
  }

  @Test(
    "is refused with the place and the repair if it is none",
    arguments: [
      (#""ada""#, "by: must be an object, not a string"),
      (#"{"login_uid": -1}"#, "by.login_uid: must be a user id"),
      (#"{"login_uid": 4294967295}"#, "by.login_uid: must be a user id"),
      (#"{"on_behalf_uid": "7"}"#, "by.on_behalf_uid: must be a user id"),
      (#"{"user": ""}"#, "by.user: must be a string of 1 to 256 bytes"),
      (#"{"users": "ada"}"#, "by.users: is not a known member"),
    ]
  )
  func faults(_ by: String, _ fault: String) throws {
    let failure = #expect(throws: RequestDecoder.Failure.self) { try decode(#", "by": \#(by)"#) }
    let message = failure?.refusal.error.message ?? ""
    #expect(message.replacing("`", with: "").contains(fault), "\(message)")
  }

  @Test("on whose behalf it is counts in the daemon's own files only")
  func onBehalf() throws {
    let act = try #require(try decode(#", "by": {"on_behalf_uid": 7}"#).act)
    #expect(act.of(990, daemon: 990).author.onBehalfOf == 7)
    #expect(act.of(0, daemon: 990).author == CommandAuthor(user: 0))
  }

  @Test("has no place in a producer's request, which enters no audit")
  func producer() throws {
    #expect(throws: RequestDecoder.Failure.self) {
      try RequestDecoder(rules: Sample.rules).decode(
        Array(#"{"kind": "cancel", "message": "a", "by": {"user": "ada"}}"#.utf8),
        from: Sample.origin(stem: "c")
      )
    }
    let cancel = try RequestDecoder(rules: Sample.rules).decode(
      Array(#"{"kind": "cancel", "message": "a"}"#.utf8),
      from: Sample.origin(stem: "c")
    )
    #expect(cancel.act == nil)
  }
}
