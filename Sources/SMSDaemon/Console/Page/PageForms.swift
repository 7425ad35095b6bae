internal import SMSCore
internal import SMSSecrets

/// The ids that the forms of a session's pages carry, against forgery: a page of another site cannot
/// read one.
///
/// They are good for an hour, and end with the daemon: so what was used cannot be used again after a
/// restart, though nothing is stored.
struct PageForms: Sendable {
  /// The member of a form that holds it.
  static let member = "form_id"
  private static let life = PageMemory.life

  private let seal: Seal

  /// - Parameter key: A key of this run of the daemon.
  init(_ key: SecretKey) {
    seal = Seal(key, for: .form)
  }

  /// An id for the forms of one page.
  ///
  /// - Parameters:
  ///   - nonce: A text that nobody can guess.
  ///   - session: The session's id.
  ///   - now: The time.
  /// - Returns: The id.
  func make(_ nonce: String, for session: String, at now: WallTime) -> String {
    seal.sealed("\(session) \(now.milliseconds) \(nonce)")
  }

  /// Whether an id was made for the session within the last hour.
  func isGood(_ id: String, for session: String, at now: WallTime) -> Bool {
    let words = seal.opened(id)?.split(separator: " ") ?? []
    guard words.count == 3, words[0] == session, let start = Int64(words[1]) else { return false }
    let made = WallTime(milliseconds: start)
    return now >= made && now.since(made) < Self.life
  }
}
