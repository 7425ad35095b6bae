internal import SMSSystem

/// The name of a request file in `.taken/`: `<n>-<its own name, truncated to fit>`.
///
/// The number is random, so that the ledger recognises the file after a crash; the name is kept
/// because it may be the request's id. A truncated name is too long to be an id.
struct TakenName: Equatable, Sendable {
  /// 0 to `Int64.max`.
  let number: Int64
  /// The name in `.taken/`.
  let file: FileName
  /// The name in `incoming/`, possibly truncated.
  let original: FileName

  init?(number: Int64, original: FileName) {
    guard let file = original.surrounded(prefix: "\(number)-", suffix: "") else { return nil }
    self.number = number
    self.file = file
    self.original = original
  }

  /// Parses a name found in `.taken/`; nil if it is not one of ours.
  init?(found file: FileName) {
    guard let (number, original) = SpoolNames.leadingNumber(of: file) else { return nil }
    self.number = number
    self.file = file
    self.original = original
  }

  /// The original name without `.json` or `.jsonl`; nil if it is not UTF-8.
  var stem: String? { SpoolNames.stem(of: original) }
}
