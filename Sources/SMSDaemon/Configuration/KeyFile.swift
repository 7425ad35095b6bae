internal import SMSSystem

/// What is wrong with a key, and where.
struct KeyFault: Error {
  var place: String
  var fault: CredentialError.Fault
}

/// A file or variable that holds one key.
enum KeyFile {
  enum Kind {
    case access
    case secret
  }

  /// Far above any real key (32 characters).
  static let sizeLimit = 4096

  static func exists(_ path: String) -> Bool {
    (try? FileDescriptor(opening: path, [.readOnly, .nonBlocking])) != nil
  }

  /// Reads a key, without one trailing newline.
  static func read(_ path: String, _ kind: Kind) throws(KeyFault) -> String {
    let bytes: [UInt8]
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, [.readOnly, .nonBlocking])
      bytes = try file.read(upTo: sizeLimit + 1)
    } catch {
      throw KeyFault(place: path, fault: error.isNotFound ? .absent : .unreadable(error.cause))
    }
    guard bytes.count <= sizeLimit else { throw KeyFault(place: path, fault: .tooLarge) }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw KeyFault(place: path, fault: .strayCharacter)
    }
    // CR LF is a single Character.
    if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
    return try check(text, path, kind)
  }

  /// Reads a unit's credential; an encrypted one is read from where systemd decrypts it to while
  /// the unit runs.
  static func read(
    _ credential: ServiceUnit.Credential,
    _ name: String,
    of unit: ServiceUnit,
    _ kind: Kind
  ) throws(KeyFault) -> String {
    switch credential {
    case .file(let path):
      return try read(path, kind)
    case .encrypted(let path):
      let decrypted = "\(unit.credentialsDirectory)/\(name)"
      guard exists(decrypted) else { throw KeyFault(place: path, fault: .encrypted) }
      return try read(decrypted, kind)
    }
  }

  static func check(
    variable: String,
    _ environment: [String: String],
    _ kind: Kind
  ) throws(KeyFault) -> String {
    try check(environment[variable] ?? "", "the environment variable \(variable)", kind)
  }

  /// Whether there are quotes at both ends: left by a shell, a `.env` file or a word processor.
  private static func isQuoted(_ key: String) -> Bool {
    [key.unicodeScalars.first, key.unicodeScalars.last].allSatisfy {
      $0?.properties.isQuotationMark ?? false
    }
  }

  private static func check(
    _ key: String,
    _ place: String,
    _ kind: Kind
  ) throws(KeyFault) -> String {
    guard !key.isEmpty else { throw KeyFault(place: place, fault: .empty) }
    guard !isQuoted(key) else { throw KeyFault(place: place, fault: .quoted) }
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw KeyFault(place: place, fault: .strayCharacter)
    }
    guard kind == .secret || !key.contains(":") else { throw KeyFault(place: place, fault: .colon) }
    return key
  }
}
