package import SMSCore
package import SMSJSON

/// Why a request is not accepted, with the parts of it that the result returns.
package struct Refusal: Error, Sendable, Equatable {
  /// The request's id, if it has a valid one; a refusal does not use it up.
  package var id: String?
  /// The request's `kind`, if it could be read.
  package var kind: String?
  /// The request's metadata; empty if it has none or it could not be read.
  package var metadata: JSONObject
  /// The submission's `ack` token, by which its producer finds the refusal.
  package var ack: String?
  package var error: JobError
  /// Whether the request only asks what would become of it.
  package var isDryRun: Bool
  /// What is wrong with the lines of a batch; nil for any other request.
  package var faults: BatchFaults?

  package init(
    id: String? = nil,
    kind: String? = nil,
    metadata: JSONObject = JSONObject(),
    ack: String? = nil,
    error: JobError,
    isDryRun: Bool = false,
    faults: BatchFaults? = nil
  ) {
    self.id = id
    self.kind = kind
    self.metadata = metadata
    self.ack = ack
    self.error = error
    self.isDryRun = isDryRun
    self.faults = faults
  }
}
