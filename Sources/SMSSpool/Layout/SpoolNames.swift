package import SMSSystem

/// The names of files in a spool.
package enum SpoolNames {
  package static let requestSuffix = ".json"
  /// The suffix of a file of many requests.
  package static let batchSuffix = ".jsonl"
  static let reasonSuffix = ".reason.json"

  /// The name of a result; nil if the id is invalid.
  package static func result(of id: String) -> FileName? {
    RequestID.isValid(id) ? FileName("\(id).json") : nil
  }

  /// Whether a name in `incoming/` is that of a request, ready to be read.
  static func isRequest(_ name: FileName) -> Bool {
    !isHidden(name) && name.hasSuffix(ignoringCase: requestSuffix)
  }

  /// Whether a name in `incoming/` is that of a batch.
  static func isBatch(_ name: FileName) -> Bool {
    !isHidden(name) && name.hasSuffix(ignoringCase: batchSuffix)
  }

  /// Whether a name in `incoming/` is that of a request or a batch.
  static func isSubmission(_ name: FileName) -> Bool { isRequest(name) || isBatch(name) }

  /// What a name in `incoming/` has before its suffix; nil if it has none, or is not UTF-8.
  static func stem(of name: FileName) -> String? {
    name.stem(before: requestSuffix) ?? name.stem(before: batchSuffix)
  }

  /// Whether a name is hidden: the producer is still writing the file.
  static func isHidden(_ name: FileName) -> Bool {
    name.hasPrefix(".")
  }

  /// How the name of an attachment begins.
  ///
  /// It is a file in the `incoming/` of the operator's spool that a request there names; hidden, so
  /// that it is not taken for a request, and removed in the end if no command uses it.
  package static let attachmentPrefix = ".attached-"

  /// Whether it is the name of an attachment.
  package static func isAttachment(_ name: String) -> Bool {
    let rest = name.utf8.dropFirst(attachmentPrefix.utf8.count)
    return name.hasPrefix(attachmentPrefix) && (1...64).contains(rest.count)
      && rest.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }

  /// The name of the result for a request without an id whose file name is not a valid id either;
  /// nil if the name was truncated.
  static func result(ofFile name: FileName) -> FileName? {
    for suffix in [requestSuffix, batchSuffix] where name.hasSuffix(ignoringCase: suffix) {
      return FileName(bytes: name.bytes.dropLast(suffix.utf8.count) + Array(requestSuffix.utf8))
    }
    return nil
  }

  /// The names of a rejected file and its reason: `7-order.json` and `7-order.json.reason.json`,
  /// with the file's own name truncated so that both fit.
  static func rejected(
    _ number: Int64,
    _ name: FileName
  ) -> (file: FileName, reason: FileName)? {
    guard let reason = name.surrounded(prefix: "\(number)-", suffix: reasonSuffix),
      let file = reason.removingSuffix(reasonSuffix)
    else { return nil }
    return (file, reason)
  }

  /// The number at the start of a name in `rejected/`.
  static func rejectedNumber(of name: FileName) -> Int64? {
    leadingNumber(of: name)?.number
  }

  /// The number before the first dash of a name, and the rest after it.
  static func leadingNumber(of name: FileName) -> (number: Int64, rest: FileName)? {
    let digits = name.bytes.prefix { $0 != UInt8(ascii: "-") }
    guard digits.count < name.count,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int64(String(decoding: digits, as: UTF8.self)),
      let rest = FileName(bytes: name.bytes.dropFirst(digits.count + 1))
    else { return nil }
    return (number, rest)
  }
}
