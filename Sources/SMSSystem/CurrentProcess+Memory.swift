internal import Glibc

extension CurrentProcess {
  /// Gives back the pages of program code that only the start needed.
  ///
  /// What is used again comes back by itself from the page cache.
  /// Only mappings that are executable and cannot be written are touched: they hold nothing that
  /// is not in their files (madvise(2), `MADV_DONTNEED`; proc(5), `maps`).
  package static func releaseStartUpCode() {
    guard let file = try? FileDescriptor(opening: "/proc/self/maps"),
      let bytes = try? file.read(upTo: 1 << 20)
    else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      guard fields.count >= 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
      let bounds = fields[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
      guard bounds.count == 2 else { continue }
      madvise(
        UnsafeMutableRawPointer(bitPattern: bounds[0]),
        Int(bounds[1] - bounds[0]),
        MADV_DONTNEED
      )
    }
  }
}
