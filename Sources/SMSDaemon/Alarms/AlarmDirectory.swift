internal import SMSSystem

/// Writes a file for each report into a directory, for a unit outside the daemon's sandbox.
///
/// A file appears complete under its name. In a full directory the oldest reports are kept, as
/// they say how it began.
struct AlarmDirectory: AlarmSink {
  /// The most files.
  static let mostFiles = 1_000
  private static let mode: UInt32 = 0o640

  let path: String

  func deliver(_ document: AlarmDocument) async -> AlarmOutcome {
    do throws(SystemError) {
      let directory = try Directory(path: path)
      guard try count(in: directory) < Self.mostFiles else {
        return .failed("\(path) has \(Self.mostFiles) files, which nobody takes away")
      }
      let name = document.fileName
      try directory.writeReplacing(name, document.bytes, mode: Self.mode, durable: true)
      return .wrote("\(path)/\(name)")
    } catch {
      return .failed("\(error)")
    }
  }

  func cut() async {}

  private func count(in directory: Directory) throws(SystemError) -> Int {
    var listing = try directory.listing()
    var count = 0
    while count < Self.mostFiles, try listing.next() != nil { count += 1 }
    return count
  }
}
