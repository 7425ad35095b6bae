extension FileName {
  /// Whether the name starts with the text.
  package func hasPrefix(_ text: String) -> Bool {
    bytes.starts(with: text.utf8)
  }

  /// Whether the name ends with the text.
  package func hasSuffix(_ text: String) -> Bool {
    bytes.suffix(text.utf8.count).elementsEqual(text.utf8)
  }

  /// Whether the name ends with the text; the case of ASCII letters is ignored.
  package func hasSuffix(ignoringCase text: String) -> Bool {
    bytes.suffix(text.utf8.count).elementsEqual(text.utf8) {
      Self.lowercase($0) == Self.lowercase($1)
    }
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// The name without a suffix; nil if it does not have the suffix, or nothing would be left.
  package func removingSuffix(_ text: String) -> FileName? {
    hasSuffix(text) ? FileName(bytes: bytes.dropLast(text.utf8.count)) : nil
  }

  /// The name without a suffix, as text; nil if it does not have the suffix, with ASCII letters in
  /// any case, or if what is left is not valid UTF-8.
  package func stem(before suffix: String) -> String? {
    guard hasSuffix(ignoringCase: suffix), count > suffix.utf8.count else { return nil }
    return String(validating: bytes.dropLast(suffix.utf8.count), as: UTF8.self)
  }

  /// A name made of a prefix, this name and a suffix.
  ///
  /// Only this name is truncated if that is too long, and never within a UTF-8 character.
  /// - Parameters:
  ///   - prefix: Text before it, such as `7-`.
  ///   - suffix: Text after it, such as `.reason.json`.
  /// - Returns: The name; nil if the texts alone do not fit, or contain a slash or NUL.
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
    var whole: [UInt8] = []
    whole.reserveCapacity(prefix.utf8.count + middle.count + suffix.utf8.count)
    whole.append(contentsOf: prefix.utf8)
    whole.append(contentsOf: middle)
    whole.append(contentsOf: suffix.utf8)
    return FileName(bytes: whole)
  }
}

extension FileName: Comparable {
  package static func < (left: FileName, right: FileName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// Names of files that the daemon is still writing.
extension FileName {
  /// The prefix of every such name; its dot hides the file from readers of the directory.
  package static let temporaryPrefix = ".smsdispatch-tmp-"

  /// Whether this is the name of one of our files that is not finished, or never will be.
  package var isTemporary: Bool { hasPrefix(FileName.temporaryPrefix) }

  /// A temporary name that was never used before.
  ///
  /// - Throws: `SystemError` if the kernel gives no random bytes.
  package static func temporary() throws(SystemError) -> FileName {
    let word = String(try Randomness.word(), radix: 36)
    guard let name = FileName(temporaryPrefix + word) else {
      preconditionFailure("a prefix and letters make a name")
    }
    return name
  }
}
