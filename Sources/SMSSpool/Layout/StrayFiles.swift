package import SMSCore
package import SMSSystem

/// Files in `incoming/` that are never accepted: names that are neither hidden nor those of
/// requests.
package enum StrayFiles {
  /// How long the producer may take to rename such a file before it counts as stray.
  package static let patience = Interval(seconds: 60)

  /// Lists the stray files of a spool.
  ///
  /// - Parameters:
  ///   - layout: The spool.
  ///   - now: The time from which to compute their age.
  ///   - limit: The most names to return.
  /// - Returns: Up to `limit` names, sorted, and the total count.
  /// - Throws: `SystemError` if this user cannot read `incoming/`.
  package static func find(
    in layout: SpoolLayout,
    at now: WallTime,
    limit: Int
  ) throws(SystemError) -> (names: [FileName], count: Int) {
    let incoming = try Directory(path: layout.path(of: .incoming))
    var listing = try incoming.listing()
    var names: [FileName] = []
    var count = 0
    while let entry = try listing.next() {
      guard isStray(entry.name, in: incoming, at: now) else { continue }
      count += 1
      if names.count < limit { names.append(entry.name) }
    }
    return (names.sorted(), count)
  }

  /// Whether an entry of `incoming/` is a stray file.
  static func isStray(_ name: FileName, in incoming: Directory, at now: WallTime) -> Bool {
    guard !SpoolNames.isSubmission(name), !SpoolNames.isHidden(name),
      let status = try? incoming.status(name)
    else { return false }
    return now.since(WallTime(nanoseconds: status.changed)) >= patience
  }
}
