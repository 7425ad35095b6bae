internal import FoundationEssentials

/// The JSON of a call, read leniently: members are asked for, never demanded.
///
/// Numbers stay the text that they were, since the provider writes some of them either way.
enum WebhookJSON {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([WebhookJSON])
  case object([String: WebhookJSON])

  /// The provider's own calls are five deep.
  static let deepest = 16

  /// Reads a body; nil if it is no JSON object.
  init?(_ bytes: [UInt8]) {
    let text = Data(WebhookText.repaired(bytes))
    guard let json = try? JSONDecoder().decode(WebhookJSON.self, from: text),
      case .object = json
    else { return nil }
    self = json
  }

  subscript(name: String) -> WebhookJSON? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The elements of an array; none of anything else.
  var elements: [WebhookJSON] {
    if case .array(let elements) = self { elements } else { [] }
  }

  /// The characters of a string or a number; nil for all else.
  var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    default: nil
    }
  }

  /// A whole number, written as one or as a string.
  var integer: Int? { text.flatMap { Int($0) } }
}

extension WebhookJSON: Decodable {
  init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count < Self.deepest else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "too deep")
      )
    }
    if let members = try? decoder.container(keyedBy: Name.self) {
      self = .object(try Self.members(of: members))
    } else if var elements = try? decoder.unkeyedContainer() {
      var array: [WebhookJSON] = []
      while !elements.isAtEnd { array.append(try elements.decode(WebhookJSON.self)) }
      self = .array(array)
    } else {
      self = Self.leaf(of: try decoder.singleValueContainer())
    }
  }

  private static func members(
    of container: KeyedDecodingContainer<Name>
  ) throws -> [String: WebhookJSON] {
    var members: [String: WebhookJSON] = [:]
    for name in container.allKeys {
      members[name.stringValue] = try container.decode(WebhookJSON.self, forKey: name)
    }
    return members
  }

  private static func leaf(of container: any SingleValueDecodingContainer) -> WebhookJSON {
    if container.decodeNil() { return .null }
    if let flag = try? container.decode(Bool.self) { return .bool(flag) }
    if let text = try? container.decode(String.self) { return .string(text) }
    if let number = try? container.decode(Int64.self) { return .number(String(number)) }
    if let number = try? container.decode(Double.self) { return .number(String(number)) }
    return .null
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) {
      nil
    }
  }
}
