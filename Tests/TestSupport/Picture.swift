/// Files that begin as those of some types do.
package enum Picture {
  package static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + Array("JFIF picture".utf8)
  package static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

  /// A JPEG of a size.
  package static func jpeg(_ count: Int) -> [UInt8] {
    jpeg + (jpeg.count..<count).map { UInt8(truncatingIfNeeded: $0) }
  }
}
