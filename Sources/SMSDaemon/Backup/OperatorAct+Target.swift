internal import SMSCore
internal import SMSJSON

extension OperatorAct {
  /// An act without a request, whose target has these members.
  init(author: CommandAuthor, kind: String, target: [(String, String)]) {
    let object = JSONObject(target.map { ($0, .string($1)) })
    let text = JSONWriter.write(.object(object), as: .compact)
    self.init(author: author, kind: kind, target: String(decoding: text, as: UTF8.self))
  }
}
