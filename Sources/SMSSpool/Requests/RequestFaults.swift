internal import SMSCore
internal import SMSJSON

/// The faults of one request, each with an error code; the refusal uses one of the codes.
struct RequestFaults {
  private(set) var faults = Faults()
  /// Of all faults, except that unknown members share one.
  private(set) var codes: [ErrorCode] = []

  var isEmpty: Bool { faults.isEmpty }

  mutating func add(
    _ member: RequestMember,
    _ rule: String,
    repair: String,
    code: ErrorCode = .invalidRequest
  ) {
    add(member.path, rule, repair: repair, code: code)
  }

  mutating func add(
    _ path: JSONPath,
    _ rule: String,
    repair: String,
    code: ErrorCode = .invalidRequest
  ) {
    faults.add(path, rule, repair: repair)
    codes.append(code)
  }

  mutating func addUnknownMembers(
    of object: JSONObject,
    at path: JSONPath = .top,
    known: [String]
  ) {
    faults.addUnknownMembers(of: object, at: path, known: known)
    if object.members.contains(where: { !known.contains($0.name) }) {
      codes.append(.invalidRequest)
    }
  }

  /// The code of all of them together; `invalid_request` if any fault has that code.
  var code: ErrorCode {
    codes.contains(.invalidRequest) ? .invalidRequest : codes.first ?? .invalidRequest
  }

  /// The error for the result.
  var error: JobError {
    JobError(
      code: code,
      message: "The request was not accepted: \(faults.summary).",
      hint: faults.advice + " Then submit it again; a rejected request takes no id."
    )
  }
}
