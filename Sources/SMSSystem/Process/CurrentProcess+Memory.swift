internal import CLinux
internal import Glibc

extension CurrentProcess {
  /// Releases freed memory, and the pages of programs and libraries: most of them were only needed
  /// at the start, many others in a burst of work.
  ///
  /// Pages that are used again are mapped from the page cache within a millisecond. Only mappings
  /// of files are touched that cannot be written and contain nothing but what is in their files,
  /// not even relocated addresses (madvise(2), `MADV_DONTNEED`; proc(5), `smaps`).
  package static func releaseMemory() {
    malloc_trim(0)
    guard let file = try? FileDescriptor(opening: "/proc/self/smaps"),
      let bytes = try? file.read(upTo: 1 << 22)
    else { return }
    var bounds: (start: UInt, end: UInt)?
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      if let head = mapping(line) {
        bounds = head
      } else if line.hasPrefix("Anonymous:"), let (start, end) = bounds {
        if line.hasSuffix(" 0 kB") {
          madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
        }
        bounds = nil
      }
    }
  }

  /// The bounds in the first line of a mapping; nil for other lines, and for other mappings.
  private static func mapping(_ line: Substring) -> (start: UInt, end: UInt)? {
    let fields = line.split(separator: " ", omittingEmptySubsequences: true)
    guard fields.count >= 6, fields[1] == "r-xp" || fields[1] == "r--p", fields[5].hasPrefix("/")
    else { return nil }
    let bounds = fields[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
    return bounds.count == 2 ? (bounds[0], bounds[1]) : nil
  }
}
