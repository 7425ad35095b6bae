internal import SMSJSON
internal import SMSSpool

/// One line of a file of many requests.
struct BatchLine: Sendable {
  let number: Int
  let object: JSONObject
  /// The line as it is, or as it was made of a row.
  let bytes: [UInt8]
  /// The request's own id.
  let explicitID: String?

  /// Reads a line that is not blank.
  ///
  /// - Throws: `LineFault` if it is not a JSON object, or its `id` is invalid.
  init(_ line: LineReader.Line) throws(LineFault) {
    guard line.bytes.count <= RequestDecoder.largest else {
      throw LineFault("it is longer than \(RequestDecoder.largest) bytes")
    }
    try self.init(try Self.object(line.bytes), bytes: line.bytes, number: line.number)
  }

  /// Takes an object.
  ///
  /// - Parameters:
  ///   - object: The request.
  ///   - bytes: The same in JSON; nil to write it.
  ///   - number: The number of its line.
  /// - Throws: `LineFault` if its `id` is invalid.
  init(_ object: JSONObject, bytes: [UInt8]? = nil, number: Int) throws(LineFault) {
    self.object = object
    self.number = number
    self.bytes = bytes ?? JSONWriter.write(.object(object), as: .compact)
    guard let given = object["id"], !given.isNull else {
      explicitID = nil
      return
    }
    guard let id = given.string, RequestID.isValid(id) else {
      throw LineFault("id: \(RequestID.rule)")
    }
    explicitID = id
  }

  /// Whether it is a message; otherwise it is a request of its own.
  var isMessage: Bool {
    object["kind"].map { $0.isNull || $0 == "message" } ?? true
  }

  /// Whether it is the header of a batch.
  var isHeader: Bool { object["kind"] == "batch" }

  /// The message with an id, if it has none.
  func named(_ run: BatchRun, batch: String) -> [UInt8] {
    guard explicitID == nil else { return bytes }
    var request = JSONObject([("id", .string("\(batch).\(number)"))])
    for member in object.members where member.name != "id" {
      request.set(member.name, member.value)
    }
    return JSONWriter.write(.object(request), as: .compact)
  }

  /// The line as a request of its own.
  ///
  /// - Throws: `LineFault` if the id made for it is too long.
  func request(_ run: BatchRun, batch: String) throws(LineFault) -> SingleRequest {
    let id = explicitID ?? "\(batch).\(number)"
    guard RequestID.isValid(id) else {
      throw LineFault("with the number of its line, --id is too long for an id")
    }
    let given = object["ack"].flatMap { $0.isNull ? nil : $0 }
    let ack = given == nil ? run.ack.map { "\($0).\(number)" } : given?.string
    if explicitID != nil, given != nil || run.ack == nil, !run.isDryRun {
      return SingleRequest(id: id, ack: ack, bytes: bytes)
    }
    var request = JSONObject([("id", .string(id))])
    for member in object.members where member.name != "id" && member.name != "ack" {
      request.set(member.name, member.value)
    }
    if run.isDryRun { request.set("dry_run", true) }
    request.set("ack", ifPresent: given ?? ack.map { .string($0) })
    return SingleRequest(
      id: id,
      ack: ack,
      bytes: JSONWriter.write(.object(request), as: .compact)
    )
  }

  private static func object(_ bytes: [UInt8]) throws(LineFault) -> JSONObject {
    do throws(JSONFault) {
      let value = try JSONParser.parse(bytes)
      if let object = value.object { return object }
    } catch {
      throw LineFault("column \(error.column): \(error.rule.sentence)")
    }
    throw LineFault(#"it must be a JSON object, as in {"to": "12065550142", "body": "…"}"#)
  }
}

/// A request for a file of its own.
struct SingleRequest: Sendable {
  let id: String
  /// The submission's `ack` token; nil if it has none and its result is not awaited.
  let ack: String?
  let bytes: [UInt8]
}

/// A fault in one line of a file.
struct LineFault: Error, Equatable {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}

/// What the requests of a file get in one run.
struct BatchRun: Sendable {
  /// The id of the batch unless the file's header has one.
  let id: String
  /// Whether the id was given, not made up.
  let isNamed: Bool
  /// The batch's `ack` token, new for each run; nil if no results are awaited.
  let ack: String?
  /// Whether nothing is to be sent.
  let isDryRun: Bool
}
