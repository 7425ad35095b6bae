internal import SMSArguments

/// The options of `verify` and `enroll`; all but the last are members of the request.
extension OptionSpecification {
  static let subject = OptionSpecification(
    "subject",
    "S",
    help: "your own id of the user, whose enrolled phone it is for"
  )
  static let phoneToEnroll = OptionSpecification(
    "to",
    "N",
    isRequired: true,
    help: "the number of the phone"
  )
  static let subjectToEnroll = OptionSpecification(
    "subject",
    "S",
    isRequired: true,
    help: "your own id of the user"
  )
  static let template = OptionSpecification(
    "template",
    "TEXT",
    help: "the text, with {code} once; verification.template unless given"
  )
  static let newCode = OptionSpecification(
    "new-code",
    help: "make a new code even while one is valid, instead of sending that one again"
  )
  static let code = OptionSpecification(
    "code",
    "C",
    isRequired: true,
    help: "what the person typed; - reads it from standard input, out of sight of process lists"
  )
}
