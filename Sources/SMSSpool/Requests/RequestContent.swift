internal import SMSCore

/// What a request asks for, and the same as a tree of normalised members.
///
/// The tree is what "the same content" is decided by: defaults that the spool fills in are in it,
/// the ones that depend on the time of submission are not.
struct RequestContent {
  let content: Submission.Content
  /// Of distinct names, none of them `metadata`.
  let members: [(String, JSONValue?)]

  func canonical(with metadata: JSONObject) -> JSONObject {
    JSONObject(distinct: members + [("metadata", .object(metadata))])
  }
}
