internal import FoundationEssentials

/// A picture or another file of a text from a handset.
package struct InboundFile: Sendable, Equatable {
  /// The name that the handset gave it.
  package var name: String
  /// Its MIME type, as the handset says.
  package var type: String
  package var bytes: [UInt8]
  /// Where it is said to be; nil: where the simulator serves it.
  package var url: String?

  package init(
    name: String = "IMG_0001.jpg",
    type: String = "image/jpeg",
    bytes: [UInt8] = [],
    url: String? = nil
  ) {
    self.name = name
    self.type = type
    self.bytes = bytes
    self.url = url
  }

  /// Reads `{"file_name", "mime_type", "base64", "url"}`, all optional; nil if `base64` is not valid.
  init?(_ form: InboundFileForm) {
    guard let bytes = form.base64.map({ Data(base64Encoded: $0) }) ?? Data() else { return nil }
    self.init(bytes: Array(bytes), url: form.url)
    if let name = form.fileName { self.name = name }
    if let type = form.mimeType { self.type = type }
  }
}

/// A file in a call to `/_simulator/reply`.
struct InboundFileForm: Decodable {
  let fileName: String?
  let mimeType: String?
  let base64: String?
  let url: String?

  enum CodingKeys: String, CodingKey {
    case fileName = "file_name"
    case mimeType = "mime_type"
    case base64
    case url
  }
}

/// The file with the id and the address that the provider gives it.
struct StoredFile {
  let identifier: Identifier
  let file: InboundFile
  /// The beginning of links.
  let baseURL: String

  /// The path of its content, which needs no keys.
  static func path(of identifier: Identifier) -> String {
    "/_simulator/media/\(identifier.hexadecimal)"
  }

  var url: String { file.url ?? baseURL + Self.path(of: identifier) }
}

extension JSONText {
  /// Adds `relationships`, which name files.
  mutating func relationships(_ files: [StoredFile]) {
    raw(#""relationships":{"media":{"data":["#)
    for (index, file) in files.enumerated() {
      if index > 0 { raw(",") }
      raw(#"{"type":"media","id":"#)
      string(file.identifier.hexadecimal)
      raw("}")
    }
    raw("]}}")
  }

  /// Adds `included`, which describes files.
  mutating func included(_ files: [StoredFile]) {
    raw(#""included":["#)
    for (index, file) in files.enumerated() {
      if index > 0 { raw(",") }
      raw(#"{"type":"media","id":"#)
      string(file.identifier.hexadecimal)
      raw(#","attributes":{"url":"#)
      string(file.url)
      raw(#","file_name":"#)
      string(file.file.name)
      raw(#","mime_type":"#)
      string(file.file.type)
      raw(#","file_size":"#)
      number(file.file.bytes.count)
      raw(#"},"links":{"self":"#)
      string("\(file.baseURL)/v2.2/media/\(file.identifier.hexadecimal)")
      raw("}}")
    }
    raw("]")
  }
}

extension SimulatedProvider {
  /// Gives files ids, and serves them from now on.
  func store(_ files: [InboundFile]) -> [StoredFile] {
    files.map { file in
      let identifier = Identifier(using: &identifierRandom)
      media[StoredFile.path(of: identifier)] = file
      return StoredFile(identifier: identifier, file: file, baseURL: baseURL)
    }
  }

  /// Answers a request for a file's content; faults may be set for it.
  func content(_ request: HTTPRequest, _ file: InboundFile) -> HTTPAnswer {
    spoil(request, send: nil) {
      request.method == "GET"
        ? HTTPAnswer(status: 200, contentType: file.type, body: file.bytes)
        : methodNotAllowed("GET")
    }
  }
}
