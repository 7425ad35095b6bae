/// A file of the folder `Files`, which the plugin `FileEmbedding` puts into the program.
struct EmbeddedFile: Sendable {
  let name: String
  let suffix: String
  /// Changes with the text.
  let digest: String
  let text: String
}

/// A file that pages refer to, and anybody may get: `/assets/<name>.<digest>.<suffix>`.
package struct PageAsset: Sendable {
  /// The last segment of its path.
  package let fileName: String
  package let contentType: String
  package let text: String

  /// Where all are.
  package static let base = "/assets/"

  /// All of them.
  package static let all = EmbeddedFile.all.map(PageAsset.init)

  /// The one with that last segment of the path; nil for others, also of another version.
  package static func named(_ fileName: String) -> PageAsset? {
    all.first { $0.fileName == fileName }
  }

  private init(_ file: EmbeddedFile) {
    fileName = "\(file.name).\(file.digest).\(file.suffix)"
    text = file.text
    contentType =
      switch file.suffix {
      case "css": "text/css; charset=utf-8"
      case "js": "text/javascript; charset=utf-8"
      case "svg": "image/svg+xml"
      default: preconditionFailure("no content type for \(file.name).\(file.suffix)")
      }
  }

  static let style = address("console", "css")
  static let script = address("console", "js")
  static let icon = address("icon", "svg")

  private static func address(_ name: String, _ suffix: String) -> PageAddress {
    guard let file = EmbeddedFile.all.first(where: { $0.name == name && $0.suffix == suffix })
    else {
      preconditionFailure("the folder Files has no \(name).\(suffix)")
    }
    return PageAddress([PageAsset(file).fileName], below: base)
  }
}
