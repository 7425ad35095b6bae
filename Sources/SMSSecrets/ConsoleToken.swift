package import SMSSystem

/// The bearer token that the console asks for when more than this machine can reach it.
package struct ConsoleToken: Sendable {
  /// The token's file in the state directory, unless `console.token_file` names another.
  package static let fileName: FileName = "console-token"

  /// The number of random bytes of a token that is made here.
  private static let length = 32
  /// How many characters a token may have.
  package static let lengths = 32...256

  private let text: String

  private init(text: String) {
    self.text = text
  }

  /// Parses the content of a token's file; nil if it is not a token.
  private init?(_ bytes: [UInt8]) {
    guard Self.lengths.contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// A character of a bearer token (RFC 6750, 2.1).
  private static func isAllowed(_ byte: UInt8) -> Bool {
    Base64URL.isDigit(byte) || "+/.~=".utf8.contains(byte)
  }

  /// Whether the bytes are this token; takes equally long for all inputs of its length.
  package func matches(_ bytes: [UInt8]) -> Bool {
    ConstantTime.equal(bytes, Array(text.utf8))
  }
}

extension ConsoleToken {
  /// Reads the token's file.
  ///
  /// - Returns: The token; nil if there is no file.
  /// - Throws: `ConsoleTokenError` if the file cannot be used.
  package static func load(path: String) throws(ConsoleTokenError) -> ConsoleToken? {
    let bytes: [UInt8]?
    do throws(TokenFile.Fault) {
      // One more than allowed, and a newline.
      bytes = try TokenFile.read(path: path, upTo: lengths.upperBound + 2)
    } catch {
      throw ConsoleTokenError(error, path: path)
    }
    guard let bytes else { return nil }
    guard let token = ConsoleToken(bytes) else { throw .noToken(path: path) }
    return token
  }

  /// Makes a token and writes it to a new file with mode 0600.
  ///
  /// - Throws: `SystemError`; `isAlreadyThere` if the file exists.
  package static func make(path: String) throws(SystemError) -> ConsoleToken {
    let token = ConsoleToken(text: Base64URL.text(of: try Randomness.bytes(length)))
    try TokenFile.write(token.text, path: path)
    return token
  }
}

extension ConsoleToken: CustomStringConvertible {
  /// Redacted, so that no log shows it.
  package var description: String { "<token>" }
}

/// Why the console's token cannot be used; contains no part of it.
package enum ConsoleTokenError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(SystemError)
  case openToOthers(path: String, mode: UInt32)
  case noToken(path: String)
  case missing(path: String)

  fileprivate init(_ fault: TokenFile.Fault, path: String) {
    switch fault {
    case .unreadable(let error): self = .unreadable(error)
    case .openToOthers(let mode): self = .openToOthers(path: path, mode: mode)
    }
  }

  package var description: String {
    let lengths = ConsoleToken.lengths
    let rule = "one line of \(lengths.lowerBound) to \(lengths.upperBound) of A-Z a-z 0-9 -_.~+/="
    return switch self {
    case .unreadable(let error):
      "\(error). The console's token must be readable by the daemon's user."
    case .openToOthers(let path, let mode):
      """
      \(path): others may read the console's token (mode \(String(mode & 0o7777, radix: 8))). Make \
      another: whoever read this one may ask.
      """
    case .noToken(let path):
      "\(path) does not hold a token: it must be \(rule), such as 'openssl rand -hex 32' prints."
    case .missing(let path):
      """
      \(path), the console's token, is missing. Make it as the daemon's user, mode 0600: \(rule). \
      Without console.token_file the daemon makes one in its state directory.
      """
    }
  }
}
