/// A request to compare what a person typed with the code that was sent.
package struct CheckRequest: Hashable, Sendable {
  /// The id of the `verify` or `enroll` request.
  package var verification: String
  package var code: TypedCode

  package init(verification: String, code: TypedCode) {
    self.verification = verification
    self.code = code
  }
}
