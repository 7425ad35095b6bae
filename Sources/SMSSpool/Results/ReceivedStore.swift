package import SMSCore
internal import SMSJSON
package import SMSSystem

/// A spool's `received/`, as written by the daemon.
///
/// Readers never see partial files: each is written under a temporary name and renamed. Nothing is
/// durable before `sync`.
package struct ReceivedStore: Sendable {
  private let layout: SpoolLayout
  /// Nil before the first use.
  private var directory: Directory?

  /// Opens nothing yet: a spool that is unusable now may become usable later.
  package init(_ layout: SpoolLayout) {
    self.layout = layout
  }

  /// Writes the files of these messages; repeating it is harmless.
  ///
  /// - Throws: `SystemError` if a file cannot be written; the files before it are written.
  package mutating func publish(_ messages: [ReceivedMessage]) throws(SystemError) {
    let directory = try layout.opened(.received, insteadOf: directory)
    self.directory = directory
    for message in messages {
      // The provider's ids follow our rules for ids; one that does not has no file name.
      guard let name = SpoolNames.result(of: message.message.id) else { continue }
      let bytes = JSONWriter.write(.object(ReceivedDocument.of(message)))
      try directory.writeReplacing(name, bytes, mode: layout.access.fileMode, durable: false)
    }
  }

  /// Shows in the files of messages what became of their own files; repeating it is harmless.
  ///
  /// The text is only in the message's file by now. One that is gone, or was replaced by something
  /// else, is left alone.
  ///
  /// - Throws: `SystemError` if a file cannot be written; the files before it are written.
  package mutating func show(_ messages: [ShownMedia]) throws(SystemError) {
    let directory = try layout.opened(.received, insteadOf: directory)
    self.directory = directory
    for message in messages {
      guard let name = SpoolNames.result(of: message.messageID),
        let bytes = try? directory.read(name, upTo: Self.largest),
        var object = try? JSONParser.parseWritten(bytes).object
      else { continue }
      object.set("media_details", ReceivedDocument.details(of: message.media))
      let written = JSONWriter.write(.object(object))
      try directory.writeReplacing(name, written, mode: layout.access.fileMode, durable: false)
    }
  }

  /// The largest file that is read, in bytes: far above a text with a hundred links.
  private static let largest = 8 << 20

  /// Makes everything published durable.
  ///
  /// - Throws: `SystemError` if the file system reports an error.
  package func sync() throws(SystemError) {
    try directory?.syncFileSystem()
  }
}

/// Builds the contract's files in `received/`.
enum ReceivedDocument {
  /// An inbound message, members in the schema's order.
  static func of(_ received: ReceivedMessage) -> JSONObject {
    let message = received.message
    var object = JSONObject([
      ("id", .string(message.id)), ("from", .string(message.from)),
      ("to", .string(message.to.digits)), ("body", .string(message.body)),
      ("received_at", .string(RFC3339.text(received.receivedAt))),
    ])
    object.set("in_reply_to", ifPresent: received.inReplyTo.map { .string($0) })
    if !message.media.isEmpty {
      object.set("media", .array(message.media.map { .string($0.url) }))
      object.set("media_details", details(of: message.media))
    }
    return object
  }

  /// What is known of a message's files, in order.
  static func details(of media: [InboundMedia]) -> JSONValue {
    .array(media.map { .object(details(of: $0)) })
  }

  private static func details(of media: InboundMedia) -> JSONObject {
    var object = JSONObject([("url", .string(media.url))])
    object.set("content_type", ifPresent: media.type.map { .string($0) })
    object.set("size", ifPresent: media.size.map { .number(JSONNumber(Int64($0))) })
    object.set("name", ifPresent: media.name.map { .string($0) })
    switch media.state {
    case nil: break
    case .pending: object.set("status", .string("pending"))
    case .stored(let name, let bytes):
      object.set("status", .string("stored"))
      object.set("file", .string(name))
      object.set("file_size", .number(JSONNumber(bytes)))
    case .failed(let failure):
      object.set("status", .string("failed"))
      object.set("error", .object(error(failure)))
    }
    return object
  }

  private static func error(_ failure: MediaFailure) -> JSONObject {
    JSONObject([
      ("code", .string(failure.fault.rawValue)), ("message", .string(failure.message)),
      ("hint", .string(failure.fault.hint)),
    ])
  }
}

/// Reads a spool's `received/` for requests that reply to a message.
package struct ReceivedFiles: Sendable {
  /// The largest file that is read, in bytes: far above the longest text, escaped.
  private static let largest = 1 << 20

  private let path: String

  package init(_ layout: SpoolLayout) {
    path = layout.path(of: .received)
  }

  /// The ends of a message; nil if there is no such file or it cannot be read.
  package func ends(of id: String) -> ReceivedEnds? {
    guard let name = SpoolNames.result(of: id),
      let bytes = try? Directory(path: path).read(name, upTo: Self.largest),
      let object = try? JSONParser.parseWritten(bytes).object,
      let from = object["from"]?.string, let to = object["to"]?.string
    else { return nil }
    return ReceivedEnds(from: from, to: to)
  }
}
