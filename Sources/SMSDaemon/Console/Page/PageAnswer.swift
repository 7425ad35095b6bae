package import SMSJSON

/// What the process that makes a page writes to its standard output: a line of JSON, and the body.
///
/// ```json
/// {"status": 200, "type": "text/html; charset=utf-8"}
/// {"status": 303, "location": "found/<kept>", "keep": true, "result": {"counted": 12}}
/// ```
package struct PageAnswer: Equatable, Sendable {
  /// The type of a page.
  package static let html = "text/html; charset=utf-8"

  package var status: UInt32
  /// The media type of the body; nil for no body.
  package var contentType: String?
  package var body: [UInt8]
  /// Where to go on, below the session's address; with status 303.
  package var location: String?
  /// Whether the form of the call is kept under its name.
  package var keeps: Bool
  /// What is kept with the form; nil for nothing.
  package var result: JSONValue?
  /// What an acting session was shown in full, for the audit; nil if nothing was.
  ///
  /// `{"page": "job/default/a1", "shows": "numbers"}`, or `"text"`. It is entered before the answer
  /// is sent; the numbers of one page only once in a session.
  package var disclosed: JSONObject?

  package init(
    status: UInt32 = 200,
    contentType: String? = PageAnswer.html,
    body: [UInt8] = [],
    location: String? = nil,
    keeps: Bool = false,
    result: JSONValue? = nil,
    disclosed: JSONObject? = nil
  ) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.location = location
    self.keeps = keeps
    self.result = result
    self.disclosed = disclosed
  }

  /// Sends the browser on to another page of the session, so that loading it again repeats nothing.
  ///
  /// - Parameters:
  ///   - location: The page, below the session's address.
  ///   - keeps: Whether the form is kept.
  ///   - result: What is kept with it.
  /// - Returns: The answer.
  package static func seeOther(
    _ location: String,
    keeps: Bool = false,
    result: JSONValue? = nil
  ) -> PageAnswer {
    PageAnswer(status: 303, contentType: nil, location: location, keeps: keeps, result: result)
  }
}

extension PageAnswer {
  private static let newline = UInt8(ascii: "\n")

  /// What the process writes.
  package var output: [UInt8] {
    var object = JSONObject([("status", .number(JSONNumber(Int64(status))))])
    object.set("type", ifPresent: contentType.map { .string($0) })
    object.set("location", ifPresent: location.map { .string($0) })
    if keeps { object.set("keep", true) }
    object.set("result", ifPresent: result)
    object.set("disclosed", ifPresent: disclosed.map { .object($0) })
    return JSONWriter.write(.object(object), as: .compact) + [Self.newline] + body
  }

  /// Reads what `output` wrote; nil for anything else.
  package init?(_ output: [UInt8]) {
    guard let end = output.firstIndex(of: Self.newline),
      let object = try? JSONParser.parseWritten(Array(output[..<end])).object,
      let status = object["status"]?.number?.int64, (200...599).contains(status)
    else { return nil }
    self.init(
      status: UInt32(status),
      contentType: object["type"]?.string,
      body: Array(output[(end + 1)...]),
      location: object["location"]?.string,
      keeps: object["keep"]?.bool ?? false,
      result: object["result"],
      disclosed: object["disclosed"]?.object
    )
  }
}
