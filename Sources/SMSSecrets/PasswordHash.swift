internal import CCrypt

/// A password as it is stored: a yescrypt hash by crypt(3), which cannot be reversed.
package struct PasswordHash: Sendable, Equatable {
  /// The stored form, `$y$…`, which includes its salt and cost.
  package let text: String

  /// Takes a stored hash; nil if it is not a yescrypt hash.
  package init?(stored text: String) {
    guard text.hasPrefix("$y$"), text.utf8.count < Int(CRYPT_OUTPUT_SIZE) else { return nil }
    self.text = text
  }

  /// Hashes a password with a new salt; nil if the system's library does not support yescrypt.
  package init?(of password: String) {
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    guard smsdispatch_crypt_setting(&setting, Int32(setting.count)) != 0,
      let text = Self.hash(password, by: Self.text(setting))
    else { return nil }
    self.text = text
  }

  /// Whether it is the hash of that password.
  package func matches(_ password: String) -> Bool {
    guard let hash = Self.hash(password, by: text) else { return false }
    return ConstantTime.equal(Array(hash.utf8), Array(text.utf8))
  }

  private static func hash(_ password: String, by setting: String) -> String? {
    var hash = [CChar](repeating: 0, count: Int(CRYPT_OUTPUT_SIZE))
    guard !password.utf8.contains(0), smsdispatch_crypt(password, setting, &hash, hash.count) != 0
    else { return nil }
    return text(hash)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension PasswordHash: CustomStringConvertible, CustomReflectable {
  package var description: String { "•••" }

  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
