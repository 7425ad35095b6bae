/// The name of one entry of a directory: bytes, never a path.
///
/// It has 1 to 255 bytes, none of them a slash or NUL, and is neither `.` nor `..`, so that no name
/// leads out of its directory. Its text form is escaped, fit for logs.
package struct FileName: Hashable, Sendable {
  /// The bytes, followed by the NUL that C needs.
  private let terminated: [UInt8]

  /// The most bytes a name may have (`NAME_MAX`).
  package static let maximumLength = 255

  /// nil if the bytes cannot be a name.
  package init?(bytes: some Collection<UInt8>) {
    guard !bytes.isEmpty, bytes.count <= FileName.maximumLength else {
      return nil
    }
    var terminated: [UInt8] = []
    terminated.reserveCapacity(bytes.count + 1)
    terminated.append(contentsOf: bytes)
    guard !terminated.contains(0), !terminated.contains(UInt8(ascii: "/")) else {
      return nil
    }
    if terminated == [0x2E] || terminated == [0x2E, 0x2E] {
      return nil
    }
    terminated.append(0)
    self.terminated = terminated
  }

  /// nil if the text cannot be a name.
  package init?(_ text: String) {
    self.init(bytes: text.utf8)
  }

  /// The bytes, without a terminator.
  package var bytes: ArraySlice<UInt8> { terminated.dropLast() }

  /// How many bytes the name has.
  package var count: Int { terminated.count - 1 }

  /// The name as text; nil if it is not valid UTF-8.
  package var string: String? { String(validating: bytes, as: UTF8.self) }

  /// Calls `body` with the name as a C string.
  func withCString<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
    terminated.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        characters.baseAddress.map(body) ?? body("")
      }
    }
  }
}

extension FileName: CustomStringConvertible {
  /// The name, safe to print; see `String.init(escaping:)`.
  package var escaped: String { String(escaping: bytes) }

  package var description: String { escaped }
}

extension FileName: ExpressibleByStringLiteral {
  /// A name written in the source; traps if it is not valid.
  package init(stringLiteral text: StaticString) {
    guard let name = FileName(text.description) else {
      preconditionFailure("no file name: \(text)")
    }
    self = name
  }
}
