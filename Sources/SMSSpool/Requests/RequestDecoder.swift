internal import SMSCore
internal import SMSJSON

/// Turns the bytes of a request file into a request, or into one refusal with all faults.
package struct RequestDecoder: Sendable {
  /// The largest request file, in bytes.
  package static let largest = 65_536

  private let rules: RequestRules
  private let received: @Sendable (String) -> ReceivedEnds?

  /// - Parameters:
  ///   - rules: What the requests may ask for.
  ///   - received: Looks up a message in the spool's `received/` by id, for replies.
  package init(
    rules: RequestRules,
    received: @escaping @Sendable (String) -> ReceivedEnds? = { _ in nil }
  ) {
    self.rules = rules
    self.received = received
  }

  /// Why the bytes are not a request.
  package enum Failure: Error, Sendable, Equatable {
    /// Not JSON; the file may still be being written.
    case notJSON(Refusal)
    /// JSON that violates the rules for requests.
    case refused(Refusal)

    package var refusal: Refusal {
      switch self {
      case .notJSON(let refusal), .refused(let refusal): refusal
      }
    }
  }

  /// Decodes a request.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, at most `largest`.
  ///   - origin: What is known about the file.
  /// - Returns: The request, with every member checked and every default filled in.
  /// - Throws: `Failure` if it is not JSON or violates a rule.
  package func decode(
    _ bytes: [UInt8],
    from origin: RequestOrigin
  ) throws(Failure) -> Request {
    let tree: JSONValue
    do {
      tree = try JSONParser.parse(bytes)
    } catch {
      throw .notJSON(Self.refusal(for: error, from: origin))
    }
    guard let object = tree.object else {
      throw .refused(Self.refusal(for: tree, from: origin))
    }
    let known = rules.isOperator ? RequestMember.allNames : RequestMember.producerNames
    let reply = ReplyAddress(object.omittingNulls(of: known), received: received)
    var reader = RequestReader(object: reply.object, rules: rules, origin: origin)
    if let (rule, repair) = reply.fault { reader.faults.add(.inReplyTo, rule, repair: repair) }
    do {
      return try reader.request()
    } catch {
      throw .refused(error)
    }
  }

  private static func refusal(for fault: JSONFault, from origin: RequestOrigin) -> Refusal {
    if case .unusableCharacter = fault.rule { return refusal(forText: fault, from: origin) }
    return Refusal(
      id: origin.validStem,
      error: JobError(
        code: .invalidRequest,
        message: "The request is not valid JSON: \(fault).",
        hint: """
          A request is one JSON object in UTF-8 (RFC 8259). Correct it at \(fault). Write the file \
          under a name that starts with a dot and rename it, so that it is never read half-written.
          """
      )
    )
  }

  /// The refusal of valid JSON with a control character in a string.
  private static func refusal(forText fault: JSONFault, from origin: RequestOrigin) -> Refusal {
    Refusal(
      id: origin.validStem,
      error: JobError(
        code: .invalidRequest,
        message: "A string of the request holds a control character: \(fault).",
        hint: """
          Strings may hold line ends (\\n, \\r\\n) and tabs, and no other control characters. \
          Remove it at \(fault). U+0080 to U+009F are quotes and dashes of Windows-1252 that were \
          read as ISO 8859-1.
          """
      )
    )
  }

  private static func refusal(for tree: JSONValue, from origin: RequestOrigin) -> Refusal {
    Refusal(
      id: origin.validStem,
      error: JobError(
        code: .invalidRequest,
        message: "The request is \(tree.kindName), not an object.",
        hint: """
          A request is one JSON object, such as {"to": "12065550142", "body": "…"}; one file holds \
          one request.
          """
      )
    )
  }
}

extension RequestOrigin {
  /// The id given by the file's name; nil if the name is not a valid id.
  var validStem: String? {
    stem.flatMap { RequestID.isValid($0) ? $0 : nil }
  }
}
