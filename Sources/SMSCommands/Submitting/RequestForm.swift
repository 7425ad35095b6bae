internal import SMSArguments
internal import SMSCore
internal import SMSJSON
internal import SMSSpool
internal import SMSSystem

/// A message described by the options of `submit`.
struct RequestForm {
  /// The options that are members of the request.
  static let options: [OptionSpecification] = [.to, .inReplyTo, .body, .media] + common

  /// In bytes: one more than the largest request, so that a longer text is recognised.
  private static let inputLimit = RequestDecoder.largest + 1

  /// The producer's own id; nil to generate one.
  let id: String?
  /// The paths of files to be sent.
  let media: [String]
  private let members: JSONObject
  private let readsBody: Bool

  /// Reads the options.
  ///
  /// - Throws: `UsageError` if an option is missing, or its value is invalid.
  init(_ arguments: Arguments) throws(UsageError) {
    let (to, received) = (arguments.value(.to), arguments.value(.inReplyTo))
    let body = arguments.value(.body)
    guard to ?? received != nil,
      body != nil || arguments.contains(.mediaURL) || arguments.contains(.media)
    else {
      let missing = to ?? received == nil ? "--to N" : "--body TEXT"
      throw UsageError("\(missing) is missing (or give --file F.jsonl, or --csv F)")
    }
    var id: String?
    if let given = arguments.value(.id) { id = try RequestIDArgument.check(given) }
    self.id = id
    if let to { try Self.checkNumber(to, .to) }
    var members = JSONObject()
    members.set("to", ifPresent: to.map(JSONValue.string))
    members.set("in_reply_to", ifPresent: received.map(JSONValue.string))
    members.set("body", ifPresent: body.map(JSONValue.string))
    for member in try Self.commonMembers(arguments).members {
      members.set(member.name, member.value)
    }
    if arguments.has(.dryRun) { members.set("dry_run", true) }
    self.members = members
    media = arguments.values(.media)
    readsBody = body == "-"
  }

  /// The options that are members of one request and of many alike.
  static let common: [OptionSpecification] = [
    .mediaURL, .mms, .from, .priority, .notBefore, .expiresAt, .timeToLive, .ifUncertain,
    .normalize, .metadata,
  ]

  /// The members that the options in `common` give.
  ///
  /// - Throws: `UsageError` if a value is invalid.
  static func commonMembers(_ arguments: Arguments) throws(UsageError) -> JSONObject {
    if let from = arguments.value(.from) { try checkNumber(from, .from) }
    var members = JSONObject()
    let urls = arguments.values(.mediaURL)
    if !urls.isEmpty { members.set("media_urls", .array(urls.map { .string($0) })) }
    if arguments.has(.mms) { members.set("is_mms", true) }
    members.set("from", ifPresent: arguments.value(.from).map(JSONValue.string))
    let priority = try arguments.choice(.priority)
    members.set("priority", ifPresent: priority.map(JSONValue.string))
    members.set("not_before", ifPresent: arguments.value(.notBefore).map(JSONValue.string))
    members.set("expires_at", ifPresent: arguments.value(.expiresAt).map(JSONValue.string))
    if let seconds = try arguments.seconds(.timeToLive) {
      members.set("ttl_seconds", ifPresent: JSONNumber(seconds).map(JSONValue.number))
    }
    let policy = try arguments.choice(.ifUncertain)
    members.set("if_uncertain", ifPresent: policy.map(JSONValue.string))
    let normalization = try arguments.choice(.normalize)
    members.set("normalize", ifPresent: normalization.map(JSONValue.string))
    members.set("metadata", ifPresent: try metadata(arguments))
    return members
  }

  /// Makes the request file.
  ///
  /// - Parameters:
  ///   - id: The request's id.
  ///   - ack: The submission's `ack` token; nil if its result is not awaited.
  ///   - files: The names of its files in the spool's `media/`.
  /// - Returns: The content of the file.
  /// - Throws: `CommandFailure` if the text cannot be read from standard input.
  func bytes(
    id: String,
    ack: String?,
    files: [String] = []
  ) throws(CommandFailure) -> [UInt8] {
    var object = JSONObject([("id", .string(id))])
    for member in members.members { object.set(member.name, member.value) }
    if readsBody { object.set("body", .string(try Self.readBody())) }
    if !files.isEmpty { object.set("media_files", .array(files.map { .string($0) })) }
    object.set("ack", ifPresent: ack.map { .string($0) })
    return JSONWriter.write(.object(object))
  }

  private static func checkNumber(
    _ text: String,
    _ option: OptionSpecification
  ) throws(UsageError) {
    do throws(PhoneNumberError) {
      _ = try PhoneNumber(parsing: text)
    } catch {
      throw UsageError("--\(option.name) \(error.rule)")
    }
  }

  private static func metadata(_ arguments: Arguments) throws(UsageError) -> JSONValue? {
    guard let text = arguments.value(.metadata) else { return nil }
    do throws(JSONFault) {
      let value = try JSONParser.parse(Array(text.utf8))
      guard value.object != nil else {
        throw JSONFault(rule: .expectedValue, line: 1, column: 1)
      }
      return value
    } catch {
      throw UsageError("--metadata must be a JSON object: \(error)")
    }
  }

  /// The text from standard input, without the final newline that echo adds.
  ///
  /// - Throws: `CommandFailure` if it cannot be read, or is not UTF-8.
  static func readBody() throws(CommandFailure) -> String {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try StandardStream.input.read(upTo: inputLimit)
    } catch {
      throw CommandFailure(error, .internalError)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(.usage, "the text on standard input is not UTF-8")
    }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
