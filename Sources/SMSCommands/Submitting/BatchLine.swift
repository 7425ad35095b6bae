internal import SMSSpool

/// One request of a file of many, ready to be submitted.
struct BatchLine: Sendable {
  let id: String
  let bytes: [UInt8]

  /// Takes a line as it is if it has an id, else gives it the one of its place.
  ///
  /// - Parameters:
  ///   - line: A line that is not blank.
  ///   - batch: What made-up ids start with.
  /// - Throws: `LineFault` if the line is no JSON object, or has an `id` that is none.
  init(_ line: LineReader.Line, batch: String) throws(LineFault) {
    guard line.bytes.count <= RequestDecoder.largest else {
      throw LineFault(message: "it is longer than \(RequestDecoder.largest) bytes")
    }
    let object = try Self.object(line.bytes)
    guard let given = object["id"], !given.isNull else {
      let made = "\(batch).\(line.number)"
      guard RequestID.isValid(made) else {
        throw LineFault(message: "with the number of its line, --id is too long for an id")
      }
      var request = JSONObject([("id", .string(made))])
      for member in object.members where member.name != "id" {
        request.set(member.name, member.value)
      }
      id = made
      bytes = JSONWriter.write(.object(request), as: .compact)
      return
    }
    guard let given = given.string, RequestID.isValid(given) else {
      throw LineFault(message: "id: \(RequestID.rule)")
    }
    id = given
    bytes = line.bytes
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

/// What is wrong with one line of a file.
struct LineFault: Error, Equatable {
  let message: String
}
