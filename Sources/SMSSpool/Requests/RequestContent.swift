internal import SMSCore

/// What a request asks for, and the same as a tree of normalised members.
///
/// The tree is what "the same content" is decided by: defaults that the spool fills in are in it,
/// the ones that depend on the time of submission are not.
struct RequestContent {
  let content: Submission.Content
  let members: [(String, JSONValue?)]

  func canonical(with metadata: JSONObject) -> JSONObject {
    var object = JSONObject()
    for (name, value) in members {
      object.set(name, ifPresent: value)
    }
    object.set("metadata", .object(metadata))
    return object
  }
}
