import FoundationEssentials

/// JSON5 (comments, trailing commas, unquoted names) as the configuration is written in.
///
/// The decoder is the toolchain's. It keeps no order, so members come sorted by name, and it names no
/// place in a text that is not JSON5; what people meet most often, `JSON5Scanner` finds before it.
package enum JSON5 {
  /// Levels of arrays and objects that are taken.
  static let nesting = 16

  /// The value that the bytes hold.
  ///
  /// - Returns: The tree.
  /// - Throws: `syntax`, `strayCharacter`, `duplicateMember`, `nul`, `notUTF8` or `tooDeep`; line 0
  ///   where the place is not known.
  package static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw JSONFault(rule: .notUTF8, line: 0, column: 0)
    }
    let plain = try JSON5Scanner.plain(text)
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      return try decoder.decode(DecodedTree.self, from: Data(plain.utf8)).value
    } catch let fault as JSONFault {
      throw fault
    } catch let error as DecodingError {
      throw JSONFault(rule: .syntax, line: 0, column: 0, path: error.path)
    } catch {
      throw JSONFault(rule: .syntax, line: 0, column: 0)
    }
  }
}

extension DecodingError {
  fileprivate var path: JSONPath {
    switch self {
    case .dataCorrupted(let context), .keyNotFound(_, let context),
      .typeMismatch(_, let context), .valueNotFound(_, let context):
      JSONPath(codingPath: context.codingPath)
    @unknown default: .top
    }
  }
}
