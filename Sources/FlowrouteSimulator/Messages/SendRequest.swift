internal import FoundationEssentials

/// The content of a request to send, in either shape.
struct SendRequest: Equatable {
  /// Why a body is not a valid request.
  enum Fault: Error {
    /// Not JSON; the provider answers 400.
    case malformed
    /// JSON of another shape; the provider answers 422.
    case misshapen
  }

  /// The recipient as given.
  let to: String?
  /// The sender as given.
  let from: String?
  /// The text; v2 also accepts it as `content`, which four official SDKs send.
  let body: String?
  /// The URL for receipts of this message (`dlr_callback`); v2 does not have it.
  let receiptURL: String?
  /// The addresses of an MMS's media; v2 does not have them.
  let mediaURLs: [String]
  /// Whether it is to be sent as MMS; v2 has none.
  let isMMS: Bool

  /// Parses a flat object, or for v2.1 and v2.2 also a JSON:API envelope; ignores other members.
  ///
  /// - Throws: `Fault` if it is neither.
  init(_ bytes: [UInt8], version: APIVersion) throws(Fault) {
    let members = try Self.decode(bytes)
    let attributes = version == .v2 ? members : members.data?.attributes ?? members
    to = attributes.to
    from = attributes.from
    body = version == .v2 ? attributes.body ?? attributes.content : attributes.body
    receiptURL = version == .v2 ? nil : attributes.dlrCallback?.text
    mediaURLs = version == .v2 ? [] : attributes.mediaURLs ?? []
    isMMS = version != .v2 && (attributes.isMMS?.isTrue == true || !mediaURLs.isEmpty)
  }

  private static func decode(_ bytes: [UInt8]) throws(Fault) -> Members {
    do {
      return try JSONDecoder().decode(Members.self, from: Data(bytes))
    } catch DecodingError.dataCorrupted {
      throw .malformed
    } catch {
      throw .misshapen
    }
  }
}

private final class Members: Decodable {
  struct Envelope: Decodable {
    let attributes: Members?
  }

  let to: String?
  let from: String?
  let body: String?
  let content: String?
  let dlrCallback: PossibleText?
  let mediaURLs: [String]?
  let isMMS: PossibleTruth?
  let data: Envelope?

  enum CodingKeys: String, CodingKey {
    case to, from, body, content, data
    case dlrCallback = "dlr_callback"
    case mediaURLs = "media_urls"
    case isMMS = "is_mms"
  }
}

/// A Boolean, or the string that the SDKs send instead.
private struct PossibleTruth: Decodable {
  let isTrue: Bool

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let truth = try? container.decode(Bool.self) {
      isTrue = truth
    } else {
      isTrue = try container.decode(String.self) == "true"
    }
  }
}

/// A member that is ignored unless it is a string.
private struct PossibleText: Decodable {
  let text: String?

  init(from decoder: any Decoder) {
    text = try? decoder.singleValueContainer().decode(String.self)
  }
}
