package import SMSCore
package import SMSSystem

/// Files in `incoming/` that are never taken: their names are neither hidden nor those of requests.
package enum StrayFiles {
  /// How long such a file may be one that its producer is about to rename.
  package static let patience = Interval(seconds: 60)

  /// Names the stray files of a spool.
  ///
  /// - Parameters:
  ///   - layout: The spool.
  ///   - now: The time to count their age from.
  ///   - limit: How many names are wanted.
  /// - Returns: Some of their names, sorted, and how many there are.
  /// - Throws: `SystemError` if `incoming/` cannot be read by this user.
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

  /// Whether an entry of `incoming/` is one.
  static func isStray(_ name: FileName, in incoming: Directory, at now: WallTime) -> Bool {
    guard !SpoolNames.isRequest(name), !SpoolNames.isHidden(name),
      let status = try? incoming.status(name)
    else { return false }
    return now.since(WallTime(nanoseconds: status.changed)) >= patience
  }
}
