internal import FoundationEssentials

/// What a request to send says, in either shape.
struct SendRequest: Equatable {
  /// Why a body is no request.
  enum Fault: Error {
    /// Not JSON: the provider says 400.
    case malformed
    /// JSON of another shape: the provider says 422.
    case misshapen
  }

  /// The recipient as given.
  let to: String?
  /// The sender as given.
  let from: String?
  /// The text; v2 takes it from `content` too, as four official SDKs send it.
  let body: String?
  /// Where receipts of this message go (`dlr_callback`); v2 does not know it.
  let receiptURL: String?

  /// Reads a flat object, or for v2.1 and v2.2 also a JSON:API envelope; further members are ignored.
  ///
  /// - Throws: `Fault`.
  init(_ bytes: [UInt8], version: APIVersion) throws(Fault) {
    let members = try Self.decode(bytes)
    let attributes = version == .v2 ? members : members.data?.attributes ?? members
    to = attributes.to
    from = attributes.from
    body = version == .v2 ? attributes.body ?? attributes.content : attributes.body
    receiptURL = version == .v2 ? nil : attributes.dlrCallback?.text
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
  let data: Envelope?

  enum CodingKeys: String, CodingKey {
    case to, from, body, content, data
    case dlrCallback = "dlr_callback"
  }
}

/// A member that is ignored unless it is a string.
private struct PossibleText: Decodable {
  let text: String?

  init(from decoder: any Decoder) {
    text = try? decoder.singleValueContainer().decode(String.self)
  }
}
