internal import SMSSecrets
internal import SMSSystem

/// The users in a file, one per line: the name, a colon and the hash of the password.
struct Users {
  private static let largest = 1 << 20
  private static let longestName = 64

  private let directory: Directory
  private let name: FileName
  private var hashes: [(name: String, hash: PasswordHash)] = []
  /// Compared with the password of an unknown name, so that this takes equally long.
  private let nobody: PasswordHash

  /// Reads a file; a missing one has no users.
  ///
  /// - Throws: `Failure` if it cannot be read, or others may write it.
  init(file path: String) throws(Failure) {
    guard let nobody = PasswordHash(of: "nobody") else {
      throw Failure("This system's libcrypt does not support yescrypt.")
    }
    self.nobody = nobody
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let above = parts.dropLast().joined(separator: "/")
    guard let name = parts.last.flatMap({ FileName(String($0)) }) else {
      throw Failure("\(path) does not name a file.", status: 64)
    }
    self.name = name
    let mode: UInt32
    do throws(SystemError) {
      directory = try Directory(path: parts.count == 1 ? "." : above.isEmpty ? "/" : above)
      guard try directory.contains(name) else { return }
      mode = try directory.status(name).mode
      let bytes = try directory.read(name, upTo: Self.largest)
      hashes = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap(Self.user)
    } catch {
      throw Failure(error)
    }
    // Otherwise others could log in with a password of their choice.
    guard mode & 0o022 == 0 else {
      throw Failure("Others may write \(path). Run: chmod 600 \(path)")
    }
  }

  private static func user(_ line: Substring) -> (name: String, hash: PasswordHash)? {
    let parts = line.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let hash = PasswordHash(stored: String(parts[1])) else { return nil }
    return (String(parts[0]), hash)
  }

  /// Whether a password is the user's; an unknown name takes as long as a wrong password.
  func matches(_ name: String, password: String) -> Bool {
    let hash = hashes.last { $0.name == name }?.hash
    let isRight = (hash ?? nobody).matches(password)
    return isRight && hash != nil
  }

  /// Saves a user, or changes the password, in a file that only its owner can read.
  ///
  /// - Throws: `Failure` if the name or the password is not allowed, or the file cannot be written.
  mutating func add(_ name: String, password: String) throws(Failure) {
    guard (1...Self.longestName).contains(name.utf8.count), name.utf8.allSatisfy(Self.isAllowed)
    else {
      throw Failure("A name has 1 to 64 of a-z, A-Z, 0-9, '.', '-' and '_'.", status: 64)
    }
    guard !password.isEmpty, let hash = PasswordHash(of: password) else {
      throw Failure("That is not a password.")
    }
    hashes.removeAll { $0.name == name }
    hashes.append((name, hash))
    let text = hashes.map { "\($0.name):\($0.hash.text)\n" }.joined()
    do throws(SystemError) {
      try directory.writeReplacing(self.name, Array(text.utf8), mode: 0o600, durable: true)
    } catch {
      throw Failure(error)
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
