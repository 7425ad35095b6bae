/// A fenced block; what stands behind the fence is its language, then its name or purpose.
struct CodeBlock: Sendable {
  let language: String
  /// `send.py` for a program that is run, `request` for an example of one.
  let name: String?
  let lines: [String]

  init(information: [String], lines: [String]) {
    language = information.first ?? ""
    name = information.dropFirst().first
    self.lines = lines
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  var bytes: [UInt8] { Array(text.utf8) }
}
