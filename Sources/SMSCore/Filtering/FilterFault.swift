/// Why a text is not a value of a filter's condition.
package struct FilterFault: Error, Hashable, Sendable {
  /// The rule in words, to follow the name of the condition.
  package let rule: String
  /// How to repair it, as a sentence.
  package let repair: String

  package init(_ rule: String, repair: String) {
    self.rule = rule
    self.repair = repair
  }
}

extension FilterFault {
  package static let empty = FilterFault("must not be empty", repair: "Leave it out for all jobs.")

  static let tooLong = FilterFault(
    "must have \(JobFilter.longestValue) bytes at most",
    repair: "No job has such a long one."
  )

  static let tooMany = FilterFault(
    "may have \(JobFilter.mostValues) values at most",
    repair: "Split it into several requests."
  )

  static let noKey = FilterFault(
    "must be of the form KEY=VALUE",
    repair: "Write it like order=1042; an equals sign within the key is written \\=."
  )

  static let twice = FilterFault(
    "must not ask for two values of one key",
    repair: "A job has one at most."
  )

  static let control = FilterFault(
    "must not hold control characters",
    repair: "No metadata has them."
  )

  /// A word that is not one of the known ones, with the nearest of them.
  static func unknown(_ word: String, among words: [String]) -> FilterFault {
    let nearest = NearestName.of(word, among: words)
    return FilterFault(
      "must be one of \(words.joined(separator: ", "))",
      repair: nearest.map { "Did you mean \"\($0)\"?" } ?? "Use one of them."
    )
  }
}
