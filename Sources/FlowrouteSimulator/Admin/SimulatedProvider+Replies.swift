extension SimulatedProvider {
  /// Answers a call that sends a text from a handset.
  func receiveReply(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: ReplyForm = decode(request),
      let shape = form.shape.map(ReceiptPlan.Shape.init(rawValue:)) ?? .wrapped,
      let files = form.files
    else {
      return error(
        400,
        """
        A reply is {"from": …, "to": …, "body": …, "shape": "wrapped" or "flat", "copies": …, \
        "media": [{"file_name": …, "mime_type": …, "base64": …, "url": …}]}.
        """
      )
    }
    let reply = HandsetReply(
      from: form.from,
      to: form.to,
      body: form.body,
      shape: shape,
      copies: min(max(1, form.copies ?? 1), 100),
      files: files
    )
    guard let id = receive(reply) else {
      let kind = files.isEmpty ? CallbackKind.sms : .mms
      return error(422, "\(kind.rawValue) is not set, or no URL of this machine.")
    }
    var json = JSONText()
    json.raw(#"{"id":"#)
    json.string(id)
    json.raw("}")
    return .json(202, json)
  }

  /// Answers a call that sends a receipt.
  func sendReceipt(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: ReceiptForm = decode(request) else {
      return error(400, #"A receipt is {"id": "mdr2-…", "code": 1004}; no code for level 1."#)
    }
    guard sendReceipt(of: form.id, code: form.code) else {
      return error(422, "There is no such message, or no URL of this machine for its receipts.")
    }
    return .empty(202)
  }
}

private struct ReplyForm: Decodable {
  let from: String
  let to: String
  let body: String
  let shape: String?
  let copies: Int?
  let media: [InboundFileForm]?

  /// nil if the content of one is not valid Base64.
  var files: [InboundFile]? {
    let files = (media ?? []).map(InboundFile.init)
    return files.contains(nil) ? nil : files.compactMap(\.self)
  }
}

private struct ReceiptForm: Decodable {
  let id: String
  let code: Int?
}
