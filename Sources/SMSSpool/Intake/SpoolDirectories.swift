internal import SMSSystem

/// The open directories that intake works with.
struct SpoolDirectories {
  let incoming: Directory
  let results: Directory
  let rejected: Directory
  let taken: Directory
  /// The producers' group, by name if it has one: asked once, since the answer may be slow.
  let group: String
  private let layout: SpoolLayout

  /// Opens them by their paths.
  ///
  /// - Throws: `SystemError` with the path of the first that cannot be opened.
  init(_ layout: SpoolLayout) throws(SystemError) {
    self.layout = layout
    incoming = try Directory(path: layout.path(of: .incoming))
    results = try Directory(path: layout.path(of: .results))
    rejected = try Directory(path: layout.path(of: .rejected))
    taken = try Directory(path: layout.path(of: .taken))
    let number = try incoming.status().group
    group = (try? GroupAccount.numbered(number))?.name ?? "\(number)"
  }

  /// Where a request file could not be renamed to; nil if all is on one mount.
  ///
  /// Results may lie elsewhere: they are written where they stay.
  var problem: SpoolProblem? {
    let mount = taken.mount
    let others: [(SpoolDirectory, Directory)] = [(.incoming, incoming), (.rejected, rejected)]
    guard let (other, _) = others.first(where: { $0.1.mount != mount }) else { return nil }
    return SpoolProblem(.otherFileSystem, path: layout.path(of: other))
  }

  /// Whether the paths still lead to them.
  var areInPlace: Bool {
    incoming.isStill(at: layout.path(of: .incoming))
      && results.isStill(at: layout.path(of: .results))
      && rejected.isStill(at: layout.path(of: .rejected))
      && taken.isStill(at: layout.path(of: .taken))
      && isReceivedThere
  }

  /// The daemon writes there, and intake sees to it that it can.
  private var isReceivedThere: Bool {
    (try? Directory(entering: layout.path(of: .received))) != nil
  }

  /// A number that no name in `rejected/` starts with yet, nor any higher one.
  func firstFreeRejectedNumber() throws(SystemError) -> Int64 {
    var listing = try rejected.listing()
    var highest: Int64 = 0
    while let entry = try listing.next() {
      if let number = SpoolNames.rejectedNumber(of: entry.name), number < .max {
        highest = max(highest, number)
      }
    }
    return highest + 1
  }
}
