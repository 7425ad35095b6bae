package import SMSSpool

extension Console {
  /// Writes one object as one line.
  package func say(json object: JSONObject) {
    say(String(decoding: JSONWriter.write(.object(object), as: .compact), as: UTF8.self))
  }
}
