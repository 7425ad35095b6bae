extension FileName {
  /// Whether the name starts with the text.
  package func hasPrefix(_ text: String) -> Bool {
    bytes.starts(with: text.utf8)
  }

  /// Whether the name ends with the text.
  package func hasSuffix(_ text: String) -> Bool {
    bytes.reversed().starts(with: text.utf8.reversed())
  }

  /// The name less a suffix, or nil if it does not end so or nothing would be left.
  package func removingSuffix(_ text: String) -> FileName? {
    hasSuffix(text) ? FileName(bytes: bytes.dropLast(text.utf8.count)) : nil
  }

  /// Text, this name cut to fit, and more text behind it, as one name.
  ///
  /// Only the name in the middle is cut, at the end, and not in the middle of a UTF-8 character.
  /// - Parameters:
  ///   - prefix: Text in front, such as `7-`.
  ///   - suffix: Text behind, such as `.reason.json`.
  /// - Returns: The name, or nil if the texts alone do not fit or hold a slash or NUL.
  package func surrounded(prefix: String, suffix: String) -> FileName? {
    let room = FileName.maximumLength - prefix.utf8.count - suffix.utf8.count
    guard room >= 0 else {
      return nil
    }
    var middle = bytes.prefix(room)
    if middle.count < count {
      let following = bytes[middle.endIndex]
      if following & 0xC0 == 0x80 {
        while let last = middle.last, last & 0xC0 == 0x80 {
          middle.removeLast()
        }
        middle = middle.dropLast()
      }
    }
    return FileName(bytes: Array(prefix.utf8) + middle + Array(suffix.utf8))
  }
}

extension FileName: Comparable {
  package static func < (left: FileName, right: FileName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
