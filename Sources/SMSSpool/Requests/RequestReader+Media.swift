internal import SMSCore
internal import SMSJSON

/// What makes a message an MMS: the members `media_urls`, `media_files` and `is_mms`.
extension RequestReader {
  private static let mediaLists: [RequestMember] = [.mediaURLs, .mediaFiles]

  /// Whether the request names media, right or wrong.
  var hasMedia: Bool { Self.mediaLists.contains { object[$0.name] != nil } }

  /// The media of a message of an account; nil for one that is sent as SMS, and if something is wrong
  /// (a fault).
  mutating func media(of account: String?) -> Media? {
    let isAsked = object[RequestMember.isMMS.name] != nil
    let wish = flag(.isMMS)
    guard hasMedia || wish == true else { return nil }
    let named = Self.mediaLists.first { object[$0.name] != nil }
    if let account, let api = rules.apisWithoutMMS[account] {
      faults.add(
        named ?? .isMMS,
        "needs MMS, which the provider's \(api) does not have",
        repair: "Set accounts.\(account).api to a later version in the configuration.",
        code: .mmsNotSupported
      )
    }
    guard let named else { return Media(urls: []) }
    if isAsked, wish == false {
      faults.add(.isMMS, "cannot be false with \(named.name)", repair: "Remove one of them.")
    }
    let urls = urls()
    let paths = paths()
    guard let urls, let paths else { return nil }
    let count = urls.count + paths.count
    if count > Media.most {
      faults.add(
        .mediaFiles,
        "and media_urls must have \(Media.most) at most together, not \(count)",
        repair: "Send several messages."
      )
    }
    return Media(urls: urls, paths: paths)
  }

  /// The canonical form of a list; nil if it is empty.
  static func list(_ values: [String]) -> JSONValue? {
    values.isEmpty ? nil : .array(values.map { .string($0) })
  }

  private mutating func urls() -> [String]? {
    guard object[RequestMember.mediaURLs.name] != nil else { return [] }
    return strings(
      .mediaURLs,
      of: ("addresses", "address", #"["https://www.example.com/picture.jpg"]"#),
      areSame: MediaURL.areSame,
      MediaURL.fault
    )
  }

  private mutating func paths() -> [String]? {
    guard object[RequestMember.mediaFiles.name] != nil else { return [] }
    if !rules.servesMedia {
      faults.add(
        .mediaFiles,
        "needs a listener that the provider can reach",
        repair: "Set listener.public_url in the configuration, or use media_urls.",
        code: .mediaNotServed
      )
    }
    return strings(
      .mediaFiles,
      of: ("paths below media/", "path", #"["picture.jpg"]"#),
      areSame: ==,
      MediaPath.fault
    )
  }

  private mutating func strings(
    _ member: RequestMember,
    of words: (all: String, one: String, example: String),
    areSame: (String, String) -> Bool,
    _ fault: (String) -> (rule: String, repair: String)?
  ) -> [String]? {
    let path = member.path
    guard let values = object[member.name]?.array else {
      faults.add(
        path,
        "must be an array of \(words.all)",
        repair: "Write it like \(words.example)."
      )
      return nil
    }
    guard (1...Media.most).contains(values.count) else {
      faults.add(
        path,
        "must have 1 to \(Media.most) \(words.all), not \(values.count)",
        repair: values.isEmpty ? "Leave it out, or name some." : "Send several messages."
      )
      return nil
    }
    var strings: [String] = []
    for (index, value) in values.enumerated() {
      guard let string = value.string else {
        faults.add(
          path.index(index),
          "must be a string, not \(value.kindName)",
          repair: "Put the \(words.one) in double quotes."
        )
        continue
      }
      if let (rule, repair) = fault(string) {
        faults.add(path.index(index), rule, repair: repair)
      } else if strings.contains(where: { areSame($0, string) }) {
        faults.add(path.index(index), "is there twice", repair: "Remove one of them.")
      }
      strings.append(string)
    }
    return strings
  }
}
