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
  ///   - batch: The prefix of generated ids.
  ///   - ack: The prefix of the token for a line without one; nil to add none.
  /// - Throws: `LineFault` if the line is not a JSON object, or its `id` is invalid.
  init(_ line: LineReader.Line, batch: String, ack: String?) throws(LineFault) {
    guard line.bytes.count <= RequestDecoder.largest else {
      throw LineFault(message: "it is longer than \(RequestDecoder.largest) bytes")
    }
    let object = try Self.object(line.bytes)
    id = try Self.id(object, else: "\(batch).\(line.number)")
    let isNamed = object["id"]?.isNull == false
    let givenAck = object["ack"].flatMap { $0.isNull ? nil : $0 }
    self.ack = givenAck == nil ? ack.map { "\($0).\(line.number)" } : givenAck?.string
    guard !isNamed || givenAck == nil && ack != nil else {
      bytes = line.bytes
      return
    }
    var request = JSONObject([("id", .string(id))])
    for member in object.members where member.name != "id" && member.name != "ack" {
      request.set(member.name, member.value)
    }
    request.set("ack", ifPresent: givenAck ?? self.ack.map { .string($0) })
    bytes = JSONWriter.write(.object(request), as: .compact)
  }

  private static func id(_ object: JSONObject, else made: String) throws(LineFault) -> String {
    guard let given = object["id"], !given.isNull else {
      guard RequestID.isValid(made) else {
        throw LineFault(message: "with the number of its line, --id is too long for an id")
      }
      return made
    }
    guard let given = given.string, RequestID.isValid(given) else {
      throw LineFault(message: "id: \(RequestID.rule)")
    }
    return given
  }

  private static func object(_ bytes: [UInt8]) throws(LineFault) -> JSONObject {
    do throws(JSONFault) {
      let value = try JSONParser.parse(bytes)
      if let object = value.object { return object }
    } catch {
      throw LineFault(message: "column \(error.column): \(error.rule.sentence)")
    }
    throw LineFault(message: #"it must be a JSON object, as in {"to": "12065550142", "body": "…"}"#)
  }
}

/// A fault in one line of a file.
struct LineFault: Error, Equatable {
  let message: String
}
