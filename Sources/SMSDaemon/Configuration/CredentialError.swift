internal import SMSCore
internal import SMSSystem

/// Why an account has no usable keys; contains no part of them.
package struct CredentialError: Error, Hashable, Sendable {
  package enum Fault: Hashable, Sendable {
    /// No source of keys is configured.
    case missing
    /// The file of a key does not exist.
    case absent
    case unreadable(String)
    case empty
    case tooLarge
    case strayCharacter
    /// The key is in quotes, straight or curly.
    case quoted
    /// The access key contains a colon, which is not allowed in a user name (RFC 7617).
    case colon
    /// Only systemd can decrypt them, and the unit is not running.
    case encrypted
  }

  package var account: String
  /// The file or variable, or both if they have the same fault; empty for `missing`.
  package var places: [String]
  package var fault: Fault
}

extension CredentialError: CustomStringConvertible {
  package var description: String {
    "accounts.\(account): \(rule). \(hint)"
  }

  /// What is wrong, without a full stop.
  package var rule: String {
    let place = places.joined(separator: " and ")
    let isOne = places.count == 1
    return switch fault {
    case .missing: "no access key and secret key were given"
    case .absent: "\(place) \(isOne ? "is" : "are") not there"
    case .unreadable(let cause): "\(place) cannot be read: \(cause)"
    case .empty: "\(place) \(isOne ? "is" : "are") empty"
    case .tooLarge: "\(place) \(isOne ? "has" : "have") more than \(KeyFile.sizeLimit) bytes"
    case .strayCharacter:
      "\(place) \(isOne ? "has" : "have") a blank, a newline or another character that no key has"
    case .quoted: "\(place) \(isOne ? "has" : "have") quotes around the key"
    case .colon: "\(place) has a colon, which no access key has"
    case .encrypted: "\(place) can be decrypted by systemd only, and the unit does not run"
    }
  }

  private var portal: String { "the \(Composition.provider.displayName) portal" }

  /// What to do about it, as sentences.
  package var hint: String {
    switch fault {
    case .missing:
      """
      Set access_key_file and secret_key_file, give the unit the credentials \
      \(Credentials.accessName) and \(Credentials.secretName) (LoadCredential=), or set \
      \(Credentials.variables.access) and \(Credentials.variables.secret).
      """
    case .absent, .empty, .tooLarge, .strayCharacter:
      places.count == 1
        ? "Put the key there alone, in one line, as \(portal) shows it."
        : "Put each key into its file alone, in one line, as \(portal) shows it."
    case .quoted:
      places.count == 1
        ? "Remove the quotes: put the key there alone, as \(portal) shows it."
        : "Remove the quotes: put each key there alone, as \(portal) shows it."
    case .colon:
      "The access key comes before it; what follows may be the secret key, which has its own place."
    case .unreadable:
      "It must be readable by the daemon's user; the files of a unit's credentials, for root."
    case .encrypted:
      "Start the unit, or run the command with the unit's credentials (systemd-run)."
    }
  }
}

extension CredentialError {
  /// The same error with the files that a person edits instead of where systemd put their content.
  ///
  /// - Parameter unit: The unit of this process.
  /// - Returns: The error to show.
  func namingFiles(of unit: ServiceUnit) -> CredentialError {
    var error = self
    error.places = places.map { place in
      let parts = place.split(separator: "/")
      guard let name = parts.last, place == "\(unit.credentialsDirectory)/\(name)" else {
        return place
      }
      return unit.credentials[String(name)]?.path ?? place
    }
    let isGone = error.places != places && error.places.allSatisfy(Self.isMissing)
    if fault == .empty, isGone { error.fault = .absent }
    return error
  }

  /// Whether the file certainly does not exist.
  private static func isMissing(_ path: String) -> Bool {
    do throws(SystemError) {
      _ = try FileDescriptor(opening: path, .pathOnly)
      return false
    } catch {
      return error.isNotFound
    }
  }
}
