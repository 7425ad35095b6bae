package import SMSCore
package import SMSJSON

/// Why a request is not accepted, and what of it the result can give back.
package struct Refusal: Error, Sendable, Equatable {
  /// The request's id, if it has a valid one; such an id is not taken by the refusal.
  package var id: String?
  /// The contract's word for its kind, if that much could be read.
  package var kind: String?
  package var metadata: JSONObject
  /// The token of the submission, by which its producer finds the refusal.
  package var ack: String?
  package var error: JobError

  package init(
    id: String? = nil,
    kind: String? = nil,
    metadata: JSONObject = JSONObject(),
    ack: String? = nil,
    error: JobError
  ) {
    self.id = id
    self.kind = kind
    self.metadata = metadata
    self.ack = ack
    self.error = error
  }
}
