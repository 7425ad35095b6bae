/// The port to what the ledger knows of the copies of messages' files (`MediaCopies`).
///
/// Copies are known from the commit that accepts their first message, and stay until no message needs
/// them. Then their files are removed, and after that they are forgotten.
package protocol MediaCopyRegister: Sendable {
  /// Looks for copies that no message needs: all of theirs have ended before a time, were erased or
  /// removed. No retry gets them from then on.
  ///
  /// - Parameters:
  ///   - key: The copies after this key are looked at; nil: from the first on.
  ///   - cutoff: The time.
  ///   - limit: How many copies are looked at.
  /// - Returns: Those that were found, now or before.
  /// - Throws: `LedgerError` if the ledger does not answer.
  func releaseMedia(
    after key: String?,
    endedBefore cutoff: WallTime,
    limit: Int
  ) async throws(LedgerError) -> ReleasedMedia

  /// Forgets copies whose files are gone.
  func forgetMedia(_ keys: [String]) async throws(LedgerError)

  /// The keys of all copies that are known.
  func knownMedia() async throws(LedgerError) -> Set<String>
}

/// What a step of looking found.
package struct ReleasedMedia: Hashable, Sendable {
  /// The keys of copies that are to be removed.
  package var keys: [String]
  /// Where to go on; nil at the end.
  package var next: String?

  package init(keys: [String], next: String?) {
    self.keys = keys
    self.next = next
  }
}
