/// What makes a message an MMS: what it carries besides its text.
package struct Media: Hashable, Sendable {
  /// The most that one message carries.
  package static let most = 10
  /// The most bytes that the provider takes in one MMS, its text included.
  package static let largest = 750_000

  /// Where the provider fetches those that lie elsewhere; they come first.
  package var urls: [String]
  /// The files that its request names, below the spool's `media/`; none once they are copied.
  package var paths: [String]
  /// The copies of those files, which the daemon serves; nil if the request names none.
  package var copies: MediaCopies?

  package init(urls: [String], paths: [String] = [], copies: MediaCopies? = nil) {
    self.urls = urls
    self.paths = paths
    self.copies = copies
  }

  /// How many there are; none for a text that is only to be sent as MMS.
  package var count: Int { urls.count + paths.count + (copies?.files.count ?? 0) }

  package var isEmpty: Bool { count == 0 }
}

extension Media: CustomStringConvertible {
  /// Redacted for logs: an address may give access to what lies there.
  package var description: String { "<\(count) media>" }
}

/// The copies of a message's files, under a name that nobody can guess.
///
/// Messages of a batch that name the same files share them.
package struct MediaCopies: Hashable, Sendable {
  /// How many characters a key has: 32 random bytes.
  package static let keyLength = 64

  /// A copy.
  package struct File: Hashable, Sendable {
    /// Its type, see `MediaType`.
    package var suffix: String
    /// The keyed digest of its content, in hexadecimal: the same for the same content.
    package var digest: String

    package init(suffix: String, digest: String) {
      self.suffix = suffix
      self.digest = digest
    }
  }

  /// Lower-case hexadecimal.
  package var key: String
  package var files: [File]

  package init(key: String, files: [File]) {
    self.key = key
    self.files = files
  }

  /// The names of the files in order, such as `1.jpg`.
  package var names: [String] {
    files.enumerated().map { "\($0.offset + 1).\($0.element.suffix)" }
  }

  /// A key of four random words.
  package static func key(of words: () -> UInt64) -> String {
    (0..<4).map { _ in
      let digits = String(words(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Whether a text can be a key.
  package static func isKey(_ text: some StringProtocol) -> Bool {
    text.utf8.count == keyLength
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}

extension MediaCopies: CustomStringConvertible {
  /// Redacted for logs.
  package var description: String { "<\(files.count) files>" }
}

/// What a message says, its text and its media, as one run of bytes.
///
/// That of a text is its UTF-8. That of an MMS goes on with a byte that no UTF-8 has, and its media, one
/// a line. So the bytes of any two contents are different.
///
/// | a line | means |
/// |---|---|
/// | `https://…` | an address |
/// | `file:a.jpg` | a file that is not copied yet |
/// | `copy:<key>/1.jpg <digest>` | a copy |
package struct MessageContent: Hashable, Sendable {
  private static let separator: UInt8 = 0xFF
  private static let file = "file:"
  private static let copy = "copy:"

  package var text: MessageText
  /// nil: it is sent as SMS.
  package var media: Media?

  package init(text: MessageText, media: Media?) {
    self.text = text
    self.media = media
  }

  package init(bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: Self.separator) else {
      self.init(text: MessageText(String(decoding: bytes, as: UTF8.self)), media: nil)
      return
    }
    var media = Media(urls: [])
    for line in bytes[(end + 1)...].split(separator: UInt8(ascii: "\n")) {
      Self.add(String(decoding: line, as: UTF8.self), to: &media)
    }
    self.init(text: MessageText(String(decoding: bytes[..<end], as: UTF8.self)), media: media)
  }

  package var bytes: [UInt8] {
    bytes { "\(Self.copy)\($0)/\($1) \($2.digest)" }
  }

  /// The same for two messages that say the same, wherever copies of their files lie.
  package var comparableBytes: [UInt8] {
    bytes { _, _, file in Self.copy + file.digest }
  }

  private func bytes(copy: (String, String, MediaCopies.File) -> String) -> [UInt8] {
    guard let media else { return Array(text.string.utf8) }
    var lines = media.urls + media.paths.map { Self.file + $0 }
    if let copies = media.copies {
      lines += zip(copies.names, copies.files).map { copy(copies.key, $0, $1) }
    }
    return text.string.utf8 + [Self.separator] + lines.joined(separator: "\n").utf8
  }

  private static func add(_ line: String, to media: inout Media) {
    if line.hasPrefix(file) {
      media.paths.append(String(line.dropFirst(file.count)))
    } else if line.hasPrefix(copy) {
      let parts = line.dropFirst(copy.count).split { "/ .".contains($0) }.map { String($0) }
      guard parts.count == 4 else { return }
      var copies = media.copies ?? MediaCopies(key: parts[0], files: [])
      copies.files.append(MediaCopies.File(suffix: parts[2], digest: parts[3]))
      media.copies = copies
    } else {
      media.urls.append(line)
    }
  }
}
