internal import SMSArguments
internal import SMSCore

/// The options of `submit`; all except `--file` and `--wait` are members of the request.
extension OptionSpecification {
  static let to = OptionSpecification("to", "N", help: "the recipient's number")
  static let inReplyTo = OptionSpecification(
    "in-reply-to",
    "ID",
    help: "answers that message in received/, instead of --to and --from"
  )
  static let body = OptionSpecification(
    "body",
    "TEXT",
    help: "the text; - reads it from standard input, out of sight of process lists"
  )
  static let mediaURL = OptionSpecification(
    "media-url",
    "URL",
    isRepeatable: true,
    help: "a picture at an https address, sent as MMS; may be given up to 10 times"
  )
  static let media = OptionSpecification(
    "media",
    "FILE",
    isRepeatable: true,
    kind: .file,
    help: "a picture in a file, sent as MMS; copied into the spool's media/; up to 10 times"
  )
  static let mms = OptionSpecification("mms", help: "sends a text without pictures as MMS")
  static let from = OptionSpecification(
    "from",
    "N",
    help: "the sender's number; the spool's default_from or pool unless given"
  )
  static let id = OptionSpecification(
    "id",
    "ID",
    help: "your id for it: the same request again is not sent twice; made up unless given"
  )
  static let priority = OptionSpecification(
    "priority",
    "P",
    kind: .words(Priority.allCases.map(\.name)),
    help: Priority.allCases.map(\.name).joined(separator: ", ") + "; normal unless given"
  )
  static let notBefore = OptionSpecification(
    "not-before",
    "TIME",
    help: "not sent before, as in 2026-11-23T08:00:00-05:00"
  )
  static let expiresAt = OptionSpecification("expires-at", "TIME", help: "not sent after")
  static let timeToLive = OptionSpecification("ttl", "S", help: "not sent after S seconds")
  static let ifUncertain = OptionSpecification(
    "if-uncertain",
    "WORD",
    kind: .words(["report", "resend"]),
    help: "report or resend, if it cannot be known whether it was sent"
  )
  static let normalize = OptionSpecification(
    "normalize",
    "WORD",
    kind: .words(TextNormalization.words),
    help: "punctuation, ascii or off: replace characters where that saves a segment"
  )
  static let metadata = OptionSpecification(
    "metadata",
    "JSON",
    help: "an object that the result returns"
  )
  static let file = OptionSpecification(
    "file",
    "F",
    kind: .file,
    help: "submit the requests of a file, one JSON object a line"
  )
  static let csv = OptionSpecification(
    "csv",
    "F",
    kind: .file,
    help: "submit a message for each row of a file of columns; needs --template and --to-column"
  )
  static let rowTemplate = OptionSpecification(
    "template",
    "TEXT",
    help: "the text of each row's message, with columns in braces, as in \"Hi {first_name}\""
  )
  static let toColumn = OptionSpecification(
    "to-column",
    "NAME",
    help: "the column with the recipients' numbers"
  )
  static let dryRun = OptionSpecification(
    "dry-run",
    help: "send nothing, and say what would become of it"
  )
  static let wait = OptionSpecification("wait", help: "wait for the result and print it")
}
