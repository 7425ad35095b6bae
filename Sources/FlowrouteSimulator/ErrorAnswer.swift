/// The provider's error bodies: `errors`, an array with `id`, `status`, `title` and `detail`.
///
/// Source: developer.flowroute.com/api/errors; for messages, only the words of 401 are documented.
struct ErrorAnswer {
  /// The HTTP status, also in the body.
  let status: Int

  /// What is wrong, in a sentence.
  let detail: String

  /// The member `code`; nil to omit it.
  var code: Int?

  /// The words used when a handset that answered STOP is refused.
  static let optedOutDetail =
    "Message accepted by the SMSC but the phone rejected the message"

  /// An error with the usual words for its status.
  init(_ status: Int, detail: String? = nil, code: Int? = nil) {
    self.status = status
    self.detail = detail ?? Self.usualDetail(status)
    self.code = code
  }

  /// The answer, with a new id.
  func answer(using random: inout SplitMix64) -> HTTPAnswer {
    var json = JSONText()
    json.raw(#"{"errors":[{"id":"#)
    json.string(Identifier(using: &random).hyphenated)
    json.raw(#","status":"#)
    json.number(status)
    json.raw(#","title":"#)
    json.string(Self.title(status))
    json.raw(#","detail":"#)
    json.string(detail)
    if let code {
      json.raw(#","code":"#)
      json.number(code)
    }
    json.raw("}]}")
    return .json(status, json)
  }

  private static func title(_ status: Int) -> String {
    switch status {
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 413: "Payload Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Entity"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    default: "Error \(status)"
    }
  }

  private static func usualDetail(_ status: Int) -> String {
    switch status {
    case 400: "The request could not be understood."
    case 401: "Authentication failed."
    case 403: "The from number is not authorized for this account."
    case 404: "The specified resource does not exist."
    case 405: "The method is not supported for this resource."
    case 413: "The request is too large."
    case 415: "The payload format is unsupported."
    case 422: "A value of the request is not acceptable."
    case 429: "The rate limit of this endpoint was exceeded."
    case 500: "We had a problem with our server. Try again later."
    case 503: "We are temporarily offline for maintenance. Please try again later."
    default: ""
    }
  }
}
