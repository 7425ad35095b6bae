internal import SMSCore
internal import SMSJSON

/// What is the same for all messages of a batch that differ only in recipient, text, id and metadata.
struct BatchLineForm {
  /// A message with everything but its recipient and its text.
  let sample: Message
  /// The canonical request between its body and its metadata.
  let beforeMetadata: [UInt8]
  /// The canonical request between its metadata and the digits of its recipient.
  let afterMetadata: [UInt8]
  /// The metadata of lines that have none: as JSON text, and in canonical form.
  let metadata: (text: String?, canonical: [UInt8])
  let prefix: String
  let template: TextTemplate?
  let normalization: TextNormalization?
  let maxSegments: Int
  let destinations: Destinations

  private static let recipient = "12065550142"

  /// Learns from a sample what the rules make of a line; nil if every line has to be read by them.
  init?(_ reader: BatchLineReader) {
    let header = reader.header
    guard header.defaults[RequestMember.body.name] == nil else { return nil }
    var plain = header
    plain.template = nil
    let line: JSONObject = JSONObject([("to", .string(Self.recipient)), ("body", "x")])
    guard case .request(let request) = reader.allowingAll(plain).read(line, line: 1),
      case .message(let sample) = request.content,
      let canonical = (try? JSONParser.parse(request.canonical))?.object
    else { return nil }
    self.sample = sample
    let name = RequestMember.metadata.name
    let others = canonical.members.filter { ![name, "to", "body"].contains($0.name) }
    let quoted = Array(#","metadata":"#.utf8)
    beforeMetadata = Self.members(others.filter { $0.name < name }) + quoted
    afterMetadata = Self.members(others.filter { $0.name > name }) + Array(#","to":""#.utf8)
    metadata = (
      request.metadata,
      JSONWriter.write(canonical[name] ?? [:], as: .canonical)
    )
    prefix = header.id + "."
    template = header.template
    normalization =
      header.defaults[RequestMember.normalize.name].map {
        $0.string.flatMap(TextNormalization.init(rawValue:))
      } ?? reader.rules.normalization
    maxSegments = reader.rules.maxSegments
    destinations = reader.rules.destinations
  }

  /// Members in canonical form, each after a comma.
  private static func members(_ members: [JSONObject.Member]) -> [UInt8] {
    let object = JSONWriter.write(.object(JSONObject(members: members)), as: .canonical)
    return members.isEmpty ? [] : [UInt8(ascii: ",")] + object.dropFirst().dropLast()
  }

  /// The canonical form of a request.
  func canonical(_ body: String, _ metadata: [UInt8], to phone: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      body.utf8.count + beforeMetadata.count + metadata.count + afterMetadata.count + 32
    )
    bytes += #"{"body":"#.utf8
    JSONWriter.append(canonical: body, to: &bytes)
    bytes += beforeMetadata
    bytes += metadata
    bytes += afterMetadata
    bytes += phone.utf8
    bytes += #""}"#.utf8
    return bytes
  }
}
