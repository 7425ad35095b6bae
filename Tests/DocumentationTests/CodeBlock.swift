/// A fenced block; its fence gives the language, then a name or purpose.
struct CodeBlock: Sendable {
  let language: String
  /// `send.py` for a program that is run, `request` for an example of a request.
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
