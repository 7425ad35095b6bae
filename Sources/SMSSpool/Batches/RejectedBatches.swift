internal import SMSSystem

/// The refused batches in `rejected/`, which would fill a disk if each were kept for days.
enum RejectedBatches {
  /// The most bytes that they may have together.
  static let most: Int64 = 1 << 30

  /// Removes the oldest until the others fit; what is wrong with each stays beside it.
  ///
  /// - Parameters:
  ///   - directory: `rejected/`.
  ///   - limit: The most bytes.
  /// - Throws: `SystemError` if a file cannot be examined or removed.
  static func trim(
    _ directory: Directory,
    to limit: Int64 = most
  ) throws(SystemError) {
    var listing = try directory.listing()
    var batches: [(number: Int64, name: FileName, size: Int64)] = []
    while let entry = try listing.next() {
      guard let (number, original) = SpoolNames.leadingNumber(of: entry.name),
        SpoolNames.isBatch(original), let status = try? directory.status(entry.name)
      else { continue }
      batches.append((number, entry.name, status.size))
    }
    var sum = batches.reduce(0) { $0 + $1.size }
    for batch in batches.sorted(by: { $0.number < $1.number }) where sum > limit {
      do throws(SystemError) {
        try directory.unlink(batch.name)
      } catch {
        if !error.isNotFound { throw error }
      }
      sum -= batch.size
    }
  }
}
