internal import SMSSpool

/// What a misspelt word was probably meant to be.
enum Suggestion {
  /// `did you mean --body?`, or nothing if no known word is near.
  static func of(_ word: String, among known: [String], prefix: String = "") -> String {
    NearestName.of(word, among: known).map { "did you mean \(prefix)\($0)?" } ?? ""
  }
}
