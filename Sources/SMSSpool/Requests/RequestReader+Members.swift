internal import SMSCore
internal import SMSJSON

extension RequestReader {
  /// The largest `metadata` in bytes, written without blanks.
  static let largestMetadata = 4_096

  /// The member's text; nil if it is missing or not a string (a fault).
  mutating func text(_ member: RequestMember) -> String? {
    guard let value = object[member.name] else { return nil }
    if let text = value.string { return text }
    faults.add(
      member,
      "must be a string, not \(value.kindName)",
      repair: "Put the value in double quotes."
    )
    return nil
  }

  /// The member's text; nil, with a fault, if it is missing or not a string.
  mutating func requiredText(_ member: RequestMember, repair: String) -> String? {
    if object[member.name] == nil { faults.add(member, "is missing", repair: repair) }
    return text(member)
  }

  /// The member's number; nil if it is missing or not a number (a fault).
  mutating func number(_ member: RequestMember) -> Double? {
    guard let value = object[member.name] else { return nil }
    if let number = value.number?.double { return number }
    faults.add(
      member,
      value.number == nil ? "must be a number, not \(value.kindName)" : "is too large a number",
      repair: value.number == nil ? "Write it without quotes." : "Give a smaller one."
    )
    return nil
  }

  /// The member's Boolean, false if it is missing; nil if it is not a Boolean (a fault).
  mutating func flag(_ member: RequestMember) -> Bool? {
    guard let value = object[member.name] else { return false }
    if let flag = value.bool { return flag }
    faults.add(
      member,
      "must be true or false, not \(value.kindName)",
      repair: "Write it without quotes."
    )
    return nil
  }

  /// The member's time; nil if it is missing or not a time (a fault).
  mutating func time(_ member: RequestMember) -> WallTime? {
    guard let text = text(member) else { return nil }
    if let time = RFC3339.time(text) { return time }
    let example = RFC3339.text(origin.now)
    let isLocal = RFC3339.time(text + "Z") != nil
    faults.add(
      member,
      isLocal
        ? "lacks the offset from UTC that an RFC 3339 time has"
        : "must be an RFC 3339 time with an offset",
      repair: isLocal
        ? "Write \(text)Z if it is UTC, else its offset, as in \(text)-05:00."
        : "Write it like \(example)."
    )
    return nil
  }

  /// The member's phone number; nil if it is missing or invalid (a fault).
  mutating func phone(_ member: RequestMember) -> PhoneNumber? {
    guard let text = text(member) else { return nil }
    do {
      return try PhoneNumber(parsing: text)
    } catch {
      faults.add(member, error.rule, repair: "Write it like 12065550142.")
      return nil
    }
  }

  /// The id of another request; nil if it is missing or invalid (a fault).
  mutating func requestID(_ member: RequestMember) -> String? {
    guard let text = text(member) else { return nil }
    if RequestID.isValid(text) { return text }
    faults.add(member, RequestID.rule, repair: "Give the id of an earlier request.")
    return nil
  }

  /// One of the given words; nil if the member is missing or another word (a fault).
  mutating func word(_ member: RequestMember, of words: [String]) -> String? {
    guard let text = text(member) else { return nil }
    if words.contains(text) { return text }
    let nearest = NearestName.of(text, among: words)
    faults.add(
      member,
      "must be one of \(words.joined(separator: ", "))",
      repair: nearest.map { "Did you mean \"\($0)\"?" } ?? "Use one of them, or leave it out."
    )
    return nil
  }

  /// The submission's `ack` token; nil if it is missing or invalid (a fault).
  mutating func ack() -> String? {
    guard let text = text(.ack) else { return nil }
    if RequestID.isAck(text) { return text }
    faults.add(.ack, RequestID.ackRule, repair: "Make a random one for each submission.")
    return nil
  }

  mutating func metadata() -> JSONObject? {
    guard let value = object[RequestMember.metadata.name] else { return nil }
    // PHP's json_encode writes an empty object as an empty array.
    if value.array?.isEmpty == true { return JSONObject() }
    guard let metadata = value.object else {
      faults.add(
        .metadata,
        "must be an object, not \(value.kindName)",
        repair: "Write it like {\"order\": 1042}."
      )
      return nil
    }
    guard JSONWriter.write(value, as: .compact).count <= Self.largestMetadata else {
      faults.add(
        .metadata,
        "must have \(Self.largestMetadata) bytes at most",
        repair: "Keep the data yourself, and put a key to it here."
      )
      return nil
    }
    return metadata
  }

  /// Metadata as the ledger stores it; nil if it is empty.
  static func text(of metadata: JSONObject) -> String? {
    if metadata.isEmpty { return nil }
    return String(decoding: JSONWriter.write(.object(metadata), as: .compact), as: UTF8.self)
  }
}
