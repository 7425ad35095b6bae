package import SMSCore
package import SMSJSON

/// Who an operator's request says that it comes from: its member `by`.
///
/// ```json
/// {"login_uid": 1000, "user": "ada", "on_behalf_uid": 1001}
/// ```
package struct RequestAuthor: Hashable, Sendable {
  package var claim: AuthorClaim
  /// The user for whom the daemon itself submitted the request; counts in its own files only.
  package var onBehalfOf: UInt32?

  package init(claim: AuthorClaim = AuthorClaim(), onBehalfOf: UInt32? = nil) {
    self.claim = claim
    self.onBehalfOf = onBehalfOf
  }

  /// The value of `by`; nil if there is nothing to say.
  package var json: JSONObject? {
    var object = JSONObject()
    object.set(Member.login.rawValue, ifPresent: claim.login.map(Self.number))
    object.set(Member.user.rawValue, ifPresent: claim.name.map { .string($0) })
    object.set(Member.onBehalf.rawValue, ifPresent: onBehalfOf.map(Self.number))
    return object.isEmpty ? nil : object
  }

  private static func number(_ user: UInt32) -> JSONValue { .number(JSONNumber(Int64(user))) }

  fileprivate enum Member: String, CaseIterable {
    case login = "login_uid"
    case user
    case onBehalf = "on_behalf_uid"
  }
}

extension RequestReader {
  /// The longest name of a person in UTF-8 bytes.
  private static let longestName = 256

  /// The request's `by`; nil if it is missing or invalid (a fault).
  mutating func author() -> RequestAuthor? {
    let path = RequestMember.by.path
    guard let value = object[RequestMember.by.name] else { return nil }
    guard let members = value.object else {
      faults.add(
        path,
        "must be an object, not \(value.kindName)",
        repair: #"Write it like {"user": "ada"}, or leave it out."#
      )
      return nil
    }
    faults.addUnknownMembers(
      of: members,
      at: path,
      known: RequestAuthor.Member.allCases.map(\.rawValue)
    )
    var author = RequestAuthor()
    author.claim.login = user(.login, of: members, at: path)
    author.claim.name = name(of: members, at: path)
    author.onBehalfOf = user(.onBehalf, of: members, at: path)
    return author
  }

  private mutating func user(
    _ member: RequestAuthor.Member,
    of members: JSONObject,
    at path: JSONPath
  ) -> UInt32? {
    guard let value = members[member.rawValue] else { return nil }
    // The highest number means that there is no user.
    if let user = value.number?.int64.flatMap({ UInt32(exactly: $0) }), user < .max { return user }
    faults.add(
      path.member(member.rawValue),
      "must be a user id, a whole number from 0 to 4294967294",
      repair: "Write it without quotes, or leave it out."
    )
    return nil
  }

  private mutating func name(of members: JSONObject, at path: JSONPath) -> String? {
    let member = RequestAuthor.Member.user.rawValue
    guard let value = members[member] else { return nil }
    if let name = value.string, (1...Self.longestName).contains(name.utf8.count) { return name }
    faults.add(
      path.member(member),
      "must be a string of 1 to \(Self.longestName) bytes",
      repair: "Give the person's user name, or leave it out."
    )
    return nil
  }
}
