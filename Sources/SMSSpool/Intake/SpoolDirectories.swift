internal import SMSSystem

/// The open directories that intake works with.
struct SpoolDirectories: Sendable {
  let incoming: Directory
  let media: Directory
  let results: Directory
  let rejected: Directory
  let taken: Directory
  /// The producers' group, by name if it has one; looked up once, as that may be slow.
  let group: String
  private let layout: SpoolLayout

  /// Opens the directories by path.
  ///
  /// - Throws: `SystemError` with the path of the first one that cannot be opened.
  init(_ layout: SpoolLayout) throws(SystemError) {
    self.layout = layout
    incoming = try Directory(path: layout.path(of: .incoming))
    media = try Directory(path: layout.path(of: .media))
    results = try Directory(path: layout.path(of: .results))
    rejected = try Directory(path: layout.path(of: .rejected))
    taken = try Directory(path: layout.path(of: .taken))
    let number = try incoming.status().group
    group = (try? GroupAccount.numbered(number))?.name ?? "\(number)"
  }

  /// A directory on another mount, across which request files cannot be renamed; otherwise nil.
  ///
  /// Results may be on another mount, as they are written in place.
  var problem: SpoolProblem? {
    let mount = taken.mount
    let others: [(SpoolDirectory, Directory)] = [(.incoming, incoming), (.rejected, rejected)]
    guard let (other, _) = others.first(where: { $0.1.mount != mount }) else { return nil }
    return SpoolProblem(.otherFileSystem, path: layout.path(of: other))
  }

  /// Whether the paths still lead to the open directories.
  var areInPlace: Bool {
    incoming.isStill(at: layout.path(of: .incoming))
      && media.isStill(at: layout.path(of: .media))
      && results.isStill(at: layout.path(of: .results))
      && rejected.isStill(at: layout.path(of: .rejected))
      && taken.isStill(at: layout.path(of: .taken))
      && isReceivedThere
  }

  /// Whether `received/` is there; the daemon writes to it, and intake makes sure that it can.
  private var isReceivedThere: Bool {
    (try? Directory(entering: layout.path(of: .received))) != nil
  }

  /// The lowest number such that neither it nor any higher one is in use in `rejected/`.
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
