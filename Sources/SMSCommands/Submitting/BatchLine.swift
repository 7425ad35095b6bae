internal import SMSJSON
internal import SMSSpool

/// One request from a file of many, ready to be submitted.
struct BatchLine: Sendable {
  let id: String
  /// The submission's `ack` token; nil if the line has none and its result is not awaited.
  let ack: String?
  let bytes: [UInt8]

  /// Uses a line unchanged if nothing must be added; a line without an id gets one with its number.
  ///
  /// - Parameters:
  ///   - line: A line that is not blank.
  ///   - run: What the lines get.
  /// - Throws: `LineFault` if the line is not a JSON object, or its `id` is invalid.
  init(_ line: LineReader.Line, _ run: BatchRun) throws(LineFault) {
    guard line.bytes.count <= RequestDecoder.largest else {
      throw LineFault("it is longer than \(RequestDecoder.largest) bytes")
    }
    let object = try Self.object(line.bytes)
    try self.init(object, line: line.number, run, unchanged: line.bytes)
  }

  /// Makes a request of an object; see `init(_:_:)`.
  ///
  /// - Parameters:
  ///   - object: The request.
  ///   - number: The number of its line.
  ///   - run: What the lines get.
  ///   - unchanged: The request's own bytes, used if nothing must be added; nil if it has none.
  /// - Throws: `LineFault` if its `id` is invalid.
  init(
    _ object: JSONObject,
    line number: Int,
    _ run: BatchRun,
    unchanged: [UInt8]? = nil
  ) throws(LineFault) {
    id = try Self.id(object, else: "\(run.id).\(number)")
    let isNamed = object["id"]?.isNull == false
    let givenAck = object["ack"].flatMap { $0.isNull ? nil : $0 }
    ack = givenAck == nil ? run.ack.map { "\($0).\(number)" } : givenAck?.string
    let isWhole = isNamed && (givenAck != nil || run.ack == nil) && !run.isDryRun
    if isWhole, let unchanged {
      bytes = unchanged
      return
    }
    var request = JSONObject([("id", .string(id))])
    for member in object.members where member.name != "id" && member.name != "ack" {
      request.set(member.name, member.value)
    }
    if run.isDryRun { request.set("dry_run", true) }
    request.set("ack", ifPresent: givenAck ?? ack.map { .string($0) })
    bytes = JSONWriter.write(.object(request), as: .compact)
  }

  private static func id(_ object: JSONObject, else made: String) throws(LineFault) -> String {
    guard let given = object["id"], !given.isNull else {
      guard RequestID.isValid(made) else {
        throw LineFault("with the number of its line, --id is too long for an id")
      }
      return made
    }
    guard let given = given.string, RequestID.isValid(given) else {
      throw LineFault("id: \(RequestID.rule)")
    }
    return given
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

/// A fault in one line of a file.
struct LineFault: Error, Equatable {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}

/// What the requests of a file get in one run.
struct BatchRun: Sendable {
  /// The prefix of generated ids.
  let id: String
  /// The prefix of `ack` tokens, new for each run; nil if no results are awaited.
  let ack: String?
  /// Whether nothing is to be sent.
  let isDryRun: Bool
}
