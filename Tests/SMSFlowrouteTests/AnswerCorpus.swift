/// Answers from the provider's documentation and users, for a mutator.
enum AnswerCorpus {
  static let bodies = accepted + refused

  static let accepted = [
    #"{"data":{"id":"mdr1-0f3c1d2e4b5a49768899aabbccddeeff"}}"#,
    #"""
    {"data": {"links": {"self": "https://api.flowroute.com/v2.1/messages/mdr2-39cd0a"},
     "type": "message", "id": "mdr2-39cd0aceb66e41e78ff806cd7f24ba2d",
     "attributes": {"body": "the text of the fuzz 483920 here", "amount_nanodollars": 4000000,
     "is_mms": false, "timestamp": "2017-12-21T16:44:35.000001+00:00", "delivery_receipts": []}}}
    """#,
    "\u{FEFF}" + #" { "id" : "mdr2-1" , "x" : [ 1 , -2.5e3 , null , true , { } ] } "#,
  ]
  .map { Array($0.utf8) }

  static let refused = [
    #"{"errors":[{"id":"7f6b2f0e","status":401,"title":"Unauthorized","detail":"No."}]}"#,
    #"{"errors":{"title":"ActionNotAuthorizedError","detail":""}}"#,
    #"{"errors":[{"title":null,"detail":{"field":"to","body":"the text of the fuzz 483920 here"}}]}"#,
    #"{"errors":[{"detail":["a",1]},{"title":"Second","id":"x","code":1110}]}"#,
    #"{"error":"refused: the text of the fuzz 483920 here"}"#,
    #"{"message":"User Opted Out (1110)"}"#,
    "<html><head><title>502 Bad Gateway</title></head>\r\n<h1>Sorry 483920</h1></html>", "",
  ]
  .map { Array($0.utf8) }

  static let lists = [
    #"""
    {"data":[{"type":"message","id":"mdr2-39cd","attributes":{"direction":"outbound",
    "from":"12065550101","to":12065550142,"body":"the text of the fuzz 483920 here",
    "timestamp":"2026-11-23T08:00:00.095045+00:00","amount_nanodollars":4000000,
    "delivery_receipts":[]}}],"links":{"next":"https://api.flowroute.com/v2.1/messages?offset=1"}}
    """#,
    #"""
    {"data":[{"id":"mdr1-0f","from":"12065550101","to":"+12065550142","body":"Hi",
    "timestamp":"0000-02-29T23:59:60-23:59"},{"id":7,"timestamp":"9999-12-31T00:00:00Z"}],"links":{}}
    """#,
    #"{"data":[],"links":{"next":null}}"#,
  ]
  .map { Array($0.utf8) }

  static let heads = [
    "HTTP/1.1 429 Too Many Requests\r\nDate: Mon, 23 Nov 2026 08:00:00 GMT\r\nRetry-After: 7\r\n\r\n",
    "HTTP/1.1 103 x\r\nLink: </a>\r\n\r\nHTTP/1.1 503\r\nretry-after:Mon, 23 Nov 2026 08:00:09 GMT\r\n\r\n",
    "HTTP/1.1 301 x\nLocation: https://example.com/v2.1/messages\nX-A:\n\nDate: trailer\n",
    "HTTP/1.1 503 x\r\nRetry-After: Monday, 23-Nov-26 08:00:09 GMT\r\nRetry-After: Mon Nov 23 08:00:09 2026\r\n",
  ]
  .map { Array($0.utf8) }

  static let words = [
    "\"data\":{", "\"id\":", "\"errors\":[", "\"title\":", "\"detail\":", "\"body\":",
    "\"content\":", "1110",
    "\"1110\"", "483920", "the text ", "the text of the fuzz 483920 here", "the text of",
    " the fuzz ",
    "the\\ntext\\nof\\nthe\\nfuzz\\n483920\\nhere", "<b>", "</b>", "<!--", "&amp;", "\"../../etc\"",
    "\"timestamp\":", "\"attributes\":{", "\"links\":", "\"next\":", "\"direction\":\"inbound\"",
    "\"9999-12-31T23:59:60.9999999999+23:59\"", "\"0000-01-01T00:00:00-23:59\"",
  ]

  static let fields = [
    "Retry-After: ", "retry-after:-1\r\n", "Retry-After: 99999999999999999999\r\n", "Date:",
    "Location: ",
    "\r\n", "\r\n\r\n", "HTTP/1.1 200\r\n", "HTTP/9", "GMT", "Feb 30", "23:59:60", "1901", "9999",
    ":",
  ]
}
