internal import SMSCore
internal import SMSSystem

/// The key pair of an account, and where it was read from.
///
/// The keys show themselves in no description and in no mirror.
package struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
  package let accessKey: String
  package let secretKey: String
  /// In words, for hints; no secret is in it.
  package let source: String

  package var description: String { "keys from \(source)" }
  package var customMirror: Mirror { Mirror(self, children: [:]) }

  /// Far above any real key (32 characters).
  static let sizeLimit = 4096

  /// Reads an account's keys: its files, else the unit's credentials, else the environment.
  ///
  /// - Throws: `CredentialError`, which never holds a part of a key.
  package static func load(
    for account: String,
    _ configuration: Configuration.Account,
    environment: [String: String]
  ) throws(CredentialError) -> Credentials {
    if let files = configuration.keyFiles {
      return Credentials(
        accessKey: try read(files.access, account),
        secretKey: try read(files.secret, account),
        source: "\(files.access) and \(files.secret)"
      )
    }
    if let directory = environment["CREDENTIALS_DIRECTORY"] {
      let access = directory + "/flowroute-access-key"
      let secret = directory + "/flowroute-secret-key"
      if exists(access) || exists(secret) {
        return Credentials(
          accessKey: try read(access, account),
          secretKey: try read(secret, account),
          source: "the unit's credentials flowroute-access-key and flowroute-secret-key"
        )
      }
    }
    let names = ["FLOWROUTE_ACCESS_KEY", "FLOWROUTE_SECRET_KEY"]
    let keys = names.map { environment[$0] ?? "" }
    guard !keys[0].isEmpty || !keys[1].isEmpty else {
      throw CredentialError(account: account, place: "nowhere", fault: .missing)
    }
    return Credentials(
      accessKey: try check(keys[0], "the environment variable \(names[0])", account),
      secretKey: try check(keys[1], "the environment variable \(names[1])", account),
      source: "the environment variables \(names[0]) and \(names[1])"
    )
  }

  private static func exists(_ path: String) -> Bool {
    (try? FileDescriptor(opening: path, .readOnly)) != nil
  }

  private static func read(_ path: String, _ account: String) throws(CredentialError) -> String {
    let bytes: [UInt8]
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, [.readOnly, .nonBlocking])
      bytes = try file.read(upTo: sizeLimit + 1)
    } catch {
      throw CredentialError(account: account, place: path, fault: .unreadable(error.cause))
    }
    guard bytes.count <= sizeLimit else {
      throw CredentialError(account: account, place: path, fault: .tooLarge)
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw CredentialError(account: account, place: path, fault: .strayCharacter)
    }
    // A CR LF at the end is one Character.
    if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
    return try check(text, path, account)
  }

  private static func check(
    _ key: String,
    _ place: String,
    _ account: String
  ) throws(CredentialError) -> String {
    guard !key.isEmpty else {
      throw CredentialError(account: account, place: place, fault: .empty)
    }
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw CredentialError(account: account, place: place, fault: .strayCharacter)
    }
    return key
  }
}

/// Why an account has no usable keys; holds no part of them.
package struct CredentialError: Error, Hashable, Sendable {
  package enum Fault: Hashable, Sendable {
    case missing
    case unreadable(String)
    case empty
    case tooLarge
    case strayCharacter
  }

  package var account: String
  package var place: String
  package var fault: Fault
}

extension CredentialError: CustomStringConvertible {
  package var description: String {
    "accounts.\(account): \(rule). \(hint)"
  }

  private var rule: String {
    switch fault {
    case .missing: "no access key and secret key were given"
    case .unreadable(let cause): "\(place) cannot be read: \(cause)"
    case .empty: "\(place) is empty"
    case .tooLarge: "\(place) is larger than \(Credentials.sizeLimit) bytes, which no key is"
    case .strayCharacter: "\(place) holds a blank, a newline or another character no key has"
    }
  }

  private var hint: String {
    switch fault {
    case .missing:
      """
      Set access_key_file and secret_key_file, give the unit the credentials \
      flowroute-access-key and flowroute-secret-key (LoadCredential=), or set \
      FLOWROUTE_ACCESS_KEY and FLOWROUTE_SECRET_KEY.
      """
    case .unreadable:
      "The file must be there and readable for the daemon's user."
    case .empty, .tooLarge, .strayCharacter:
      "Put the key there alone, in one line, as the Flowroute portal shows it."
    }
  }
}
