internal import SMSSystem

/// The files in `received/` of a spool, as requests that answer them need them.
package struct ReceivedFiles: Sendable {
  /// The longest text, escaped, and what is around it.
  private static let largest = 1 << 20

  private let path: String

  package init(_ layout: SpoolLayout) {
    path = layout.path(of: .received)
  }

  /// The ends of a message; nil if there is no such file, or it cannot be read.
  package func ends(of id: String) -> ReceivedEnds? {
    guard let name = SpoolNames.result(of: id),
      let bytes = try? Directory(path: path).read(name, upTo: Self.largest),
      let object = try? JSONParser.parseWritten(bytes).object,
      let from = object["from"]?.string, let to = object["to"]?.string
    else { return nil }
    return ReceivedEnds(from: from, to: to)
  }
}
