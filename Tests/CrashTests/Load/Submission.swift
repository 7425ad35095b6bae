import SMSJSON
import SMSSpool
import SMSSystem

/// A request that a test submits, and its expected outcome.
struct Submission: Sendable {
  /// Its id, which is also its file's name; unique for each submission.
  let id: String

  /// The spool that it is submitted to.
  let spool: String

  /// What the provider must receive exactly once; nil for a request that must be rejected.
  let key: MessageKey?

  /// Whether the request contains its id, so that it may be submitted again.
  var hasExplicitID: Bool

  /// The request's members besides id and key.
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

  /// Submits it as a careful producer does.
  ///
  /// - Parameters:
  ///   - fixture: The fixture with the spool.
  ///   - isDurable: Whether to sync it, so that it survives a power cut; a kill does not require
  ///     that.
  /// - Throws: `SystemError` if the spool cannot be written.
  func drop(at fixture: CrashFixture, isDurable: Bool = false) throws {
    let incoming = try Directory(path: fixture.layout(of: spool).path(of: .incoming))
    guard let draft = FileName(".\(id).draft"), let name = FileName("\(id).json") else { return }
    let file = try incoming.openFile(draft, [.writeOnly, .create, .truncate], mode: 0o640)
    try file.write(bytes)
    if isDurable { try file.sync() }
    try incoming.rename(draft, to: incoming, as: name)
  }
}
