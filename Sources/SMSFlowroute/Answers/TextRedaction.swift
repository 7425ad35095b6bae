internal import SMSCore

/// Removes a message's text from the provider's words, which may quote it.
///
/// A quote may be truncated, escaped, wrapped or embedded. Every stretch of eight characters of the
/// text is therefore removed, whatever its white space; a shorter text is removed only as a whole.
/// The result is one line.
struct TextRedaction {
  private let text: [Unicode.Scalar]
  private let stretches: Set<Int>

  private static let length = 8

  /// - Parameter text: What must not appear; nil if there is nothing to hide.
  init(of text: MessageText?) {
    self.text = Self.oneLine(text?.string ?? "")
    stretches = Set(Self.hashes(of: self.text))
  }

  /// The words in one line, with each occurrence of the text replaced by `…`.
  func withoutText(_ words: String) -> String {
    let scalars = Self.oneLine(words)
    var isHidden = [Bool](repeating: false, count: scalars.count)
    if text.count < Self.length {
      hideWhole(in: scalars, &isHidden)
    } else {
      for (start, hash) in Self.hashes(of: scalars).enumerated() where stretches.contains(hash) {
        for index in start..<(start + Self.length) { isHidden[index] = true }
      }
    }
    return Self.joined(scalars, isHidden)
  }

  /// Also removes each run of four or more digits that the text contains, as it may be a code.
  func withoutTextAndCodes(_ words: String) -> String {
    let codes = Set(Self.digitRuns(of: text).filter { $0.count >= 4 })
    let rest = withoutText(words)
    guard !codes.isEmpty else { return rest }
    let scalars = Array(rest.unicodeScalars)
    var isHidden = [Bool](repeating: false, count: scalars.count)
    for run in Self.digitRuns(of: scalars) where codes.contains(run) {
      for index in run.indices { isHidden[index] = true }
    }
    return Self.joined(scalars, isHidden)
  }

  /// Collapses blanks, line ends and control characters to one blank between words.
  private static func oneLine(_ words: String) -> [Unicode.Scalar] {
    Array(
      words.unicodeScalars
        .split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
        .joined(separator: " ".unicodeScalars)
    )
  }

  private func hideWhole(in scalars: [Unicode.Scalar], _ isHidden: inout [Bool]) {
    guard !text.isEmpty, scalars.count >= text.count else { return }
    for start in 0...(scalars.count - text.count) {
      let end = start + text.count
      guard scalars[start..<end].elementsEqual(text),
        !Self.isInWord(scalars, before: start), !Self.isInWord(scalars, after: end)
      else { continue }
      for index in start..<end { isHidden[index] = true }
    }
  }

  private static func isInWord(_ scalars: [Unicode.Scalar], before index: Int) -> Bool {
    index > 0 && scalars[index - 1].properties.isAlphabetic
      && scalars[index].properties.isAlphabetic
  }

  private static func isInWord(_ scalars: [Unicode.Scalar], after index: Int) -> Bool {
    index < scalars.count && scalars[index].properties.isAlphabetic
      && scalars[index - 1].properties.isAlphabetic
  }

  private static func hashes(of scalars: [Unicode.Scalar]) -> [Int] {
    guard scalars.count >= length else { return [] }
    return (0...(scalars.count - length)).map { start in
      var hasher = Hasher()
      for scalar in scalars[start..<(start + length)] { hasher.combine(scalar) }
      return hasher.finalize()
    }
  }

  private static func digitRuns(of scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    scalars.split { !("0"..."9").contains($0) }
  }

  private static func joined(_ scalars: [Unicode.Scalar], _ isHidden: [Bool]) -> String {
    var result = String.UnicodeScalarView()
    for index in scalars.indices {
      if !isHidden[index] {
        result.append(scalars[index])
      } else if index == 0 || !isHidden[index - 1] {
        result.append("…")
      }
    }
    return String(result)
  }
}
