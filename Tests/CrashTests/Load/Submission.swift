import SMSJSON
import SMSSpool
import SMSSystem

/// A request that a test hands in, and what must come of it.
struct Submission: Sendable {
  /// Its id, which is its file's name as well; no two submissions have the same.
  let id: String

  /// Where it goes.
  let spool: String

  /// What the provider must get, once; nil for a request that must be rejected.
  let key: MessageKey?

  /// Whether the id stands in the request, so that it may be handed in again.
  var hasExplicitID: Bool

  /// The members of the request but id and key.
  var members: [(String, JSONValue)] = []

  private var bytes: [UInt8] {
    var members = members
    if hasExplicitID { members.append(("id", .string(id))) }
    if let key {
      members += [
        ("from", .string(key.from)), ("to", .string(key.to)), ("body", .string(key.body)),
      ]
    }
    return JSONWriter.write(.object(JSONObject(members)))
  }

  /// Hands it in as a careful producer does.
  ///
  /// - Parameters:
  ///   - site: Where its spool is.
  ///   - isDurable: Whether it survives a power cut, which a kill does not ask for.
  /// - Throws: `SystemError` if the spool cannot be written.
  func drop(at site: Site, isDurable: Bool = false) throws {
    let incoming = try Directory(path: site.layout(of: spool).path(of: .incoming))
    guard let draft = FileName(".\(id).draft"), let name = FileName("\(id).json") else { return }
    let file = try incoming.openFile(draft, [.writeOnly, .create, .truncate], mode: 0o640)
    try file.write(bytes)
    if isDurable { try file.sync() }
    try incoming.rename(draft, to: incoming, as: name)
  }
}
