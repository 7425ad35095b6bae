internal import SMSCore
internal import SMSJSON

/// What a list of numbers holds, and can be read from a resource of its answer.
protocol NumberResource: ListedNumber {
  init?(_ resource: JSONValue, included: [JSONValue])
}

extension NumberPage where Entry: NumberResource {
  /// Reads the body of a list; nil unless it is a complete one.
  init?(_ body: [UInt8], limit: Int) {
    guard let root = LenientJSONParser.wholeValue(of: body), case .array(let data) = root["data"]
    else { return nil }
    let included = root["included"]?.array ?? []
    self.init(
      entries: data.compactMap { Entry($0, included: included) },
      count: data.count,
      isLast: data.isEmpty || data.count < limit && ListPage.saysLast(root["links"])
    )
  }
}

extension OwnNumber: NumberResource {
  /// Reads a number; nil without one of the US or Canada.
  ///
  /// Samples write some numbers as strings and others not, and disagree about which members there
  /// are, so that each is read by itself.
  ///
  /// Source: developer.flowroute.com/api/numbers/v2.0, "List phone number details".
  init?(_ resource: JSONValue, included: [JSONValue]) {
    let attributes = resource["attributes"] ?? resource
    guard let number = PhoneNumber(attributes["value"] ?? resource["id"]) else { return nil }
    self.init(
      number: number,
      alias: attributes["alias"]?.word,
      isMessagingEnabled: attributes["messaging_enabled"]?.flag,
      kind: attributes["number_type"]?.word,
      rateCenter: attributes["rate_center"]?.word,
      state: attributes["state"]?.word,
      country: attributes["iso_country"]?.word,
      status: attributes["status"]?.word,
      note: attributes["note"]?.word,
      task: MessagingTask(of: resource, included: included)
    )
  }
}

extension AvailableNumber: NumberResource {
  /// Reads a number for sale; nil without one of the US or Canada.
  ///
  /// Source: developer.flowroute.com/api/numbers/v2.0, "Search for purchasable phone numbers".
  init?(_ resource: JSONValue, included: [JSONValue]) {
    let attributes = resource["attributes"] ?? resource
    guard let number = PhoneNumber(attributes["value"] ?? resource["id"]) else { return nil }
    self.init(
      number: number,
      kind: attributes["number_type"]?.word,
      rateCenter: attributes["rate_center"]?.word,
      state: attributes["state"]?.word,
      monthlyCost: attributes["monthly_cost"]?.amount,
      setupCost: attributes["setup_cost"]?.amount
    )
  }
}

extension MessagingTask {
  /// The task that a number's `relationships` name; nil if they name none.
  fileprivate init?(of resource: JSONValue, included: [JSONValue]) {
    let related = resource["relationships"]?["message_provision"]?["data"]
    guard let id = related?["id"]?.webhookText, MessageID.isAcceptable(id) else { return nil }
    let task = included.first { $0["id"]?.webhookText == id }
    self.init(id: id, status: task?["attributes"]?["status"]?.word)
  }

  /// Reads the answer to a call about a task.
  init(answer: JSONValue?) {
    let resource = answer?["data"]
    let id = resource?["id"]?.webhookText.flatMap { MessageID.isAcceptable($0) ? $0 : nil }
    self.init(id: id, status: resource?["attributes"]?["status"]?.word)
  }
}

extension PhoneNumber {
  fileprivate init?(_ value: JSONValue?) {
    guard let number = WebhookText.phone(value) else { return nil }
    self = number
  }
}

extension JSONValue {
  /// The provider's word, as one line; nil for null, an empty one and anything but text.
  fileprivate var word: String? {
    guard let text = webhookText, !text.isEmpty else { return nil }
    return WebhookText.line(text, upTo: 200)
  }

  /// A price as the provider wrote it.
  fileprivate var amount: String? {
    guard case .number(let number) = self, number.isWellFormed else { return word }
    return number.text
  }

  /// true or false, also as a word.
  fileprivate var flag: Bool? {
    switch self {
    case .bool(let flag): flag
    case .string("true"): true
    case .string("false"): false
    default: nil
    }
  }
}
