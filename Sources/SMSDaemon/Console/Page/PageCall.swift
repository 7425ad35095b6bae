package import SMSCore
package import SMSJSON
internal import SMSSystem

/// A page that somebody with a session asks for, as the process that makes it gets it: a JSON object
/// on its standard input, of any length.
///
/// ```json
/// {"method": "GET", "path": "job/default/a1", "query": [["tab", "attempts"]], "form": [],
///  "base": "/s/x/", "uid": 1000, "rights": "read", "configuration": "/etc/smsdispatch/config.json",
///  "form_id": "…", "kept": "…", "ends_at": 1780000000000}
/// ```
package struct PageCall: Equatable, Sendable {
  /// The word by which the program knows that it makes a page.
  package static let word = "--run-page"

  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// A name with its value, from the query or the form; names may repeat.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// HEAD is GET.
  package var method: Method
  /// Below the session's address, percent-decoded, without a slash at its beginning; empty for the
  /// overview.
  package var path: String
  package var query: [Field]
  /// The form of a POST, without the form id; for a page of something kept, the form that was kept.
  package var form: [Field]
  /// The session's address on this host, which begins and ends with a slash.
  package var base: String
  package var user: UInt32
  package var rights: ConsoleRights
  /// The group whose members may act; nil if none may.
  package var actGroup: String?
  /// The daemon's configuration file.
  package var configurationPath: String
  /// An id that is good for each of the forms of this answer, once.
  package var formID: String
  /// The name under which the form of this call can be kept.
  package var kept: String
  /// What was kept with the form; nil if nothing was.
  package var result: JSONValue?
  /// When the session ends if nobody uses it any more.
  package var endsAt: WallTime
  /// Until when the session acts; nil if it only reads.
  package var actsUntil: WallTime?
  /// Whether the answer goes into a stream: only the inside of `<main>` is made.
  package var isLive: Bool
  /// The last hour, oldest first; only for the overview.
  package var points: [RatePoint]

  package init(
    _ method: Method,
    _ path: String,
    query: [Field] = [],
    form: [Field] = [],
    base: String,
    user: UInt32,
    rights: ConsoleRights,
    actGroup: String? = nil,
    configurationPath: String,
    formID: String,
    kept: String,
    result: JSONValue? = nil,
    endsAt: WallTime,
    actsUntil: WallTime? = nil,
    isLive: Bool = false,
    points: [RatePoint] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.form = form
    self.base = base
    self.user = user
    self.rights = rights
    self.actGroup = actGroup
    self.configurationPath = configurationPath
    self.formID = formID
    self.kept = kept
    self.result = result
    self.endsAt = endsAt
    self.actsUntil = actsUntil
    self.isLive = isLive
    self.points = points
  }
}

/// What happened in five seconds, for a chart.
package struct RatePoint: Equatable, Sendable {
  /// The time from one point to the next, in milliseconds.
  package static let slice: Int64 = 5_000
  /// How many points there are in an hour.
  package static let most = 720

  /// When the five seconds began.
  package var start: WallTime
  package var accepted: Int
  package var sent: Int
  package var failed: Int
  package var deferred: Int
  package var expired: Int
  /// How long half of the messages that were sent took from their acceptance, at most, in
  /// milliseconds; nil if none was sent.
  package var p50: Int64?
  /// The same for 99 of 100.
  package var p99: Int64?

  package init(
    start: WallTime,
    accepted: Int = 0,
    sent: Int = 0,
    failed: Int = 0,
    deferred: Int = 0,
    expired: Int = 0,
    p50: Int64? = nil,
    p99: Int64? = nil
  ) {
    self.start = start
    self.accepted = accepted
    self.sent = sent
    self.failed = failed
    self.deferred = deferred
    self.expired = expired
    self.p50 = p50
    self.p99 = p99
  }
}

// MARK: JSON

extension PageCall {
  /// Reads what `input` wrote; nil for anything else.
  package init?(_ input: [UInt8]) {
    guard let object = try? JSONParser.parseWritten(input).object,
      let method = object["method"]?.string.flatMap(Method.init),
      let path = object["path"]?.string,
      let base = object["base"]?.string,
      let user = object["uid"]?.number?.int64.flatMap({ UInt32(exactly: $0) }),
      let rights = object["rights"]?.string.flatMap(ConsoleRights.init),
      let configurationPath = object["configuration"]?.string,
      let formID = object["form_id"]?.string,
      let kept = object["kept"]?.string,
      let endsAt = object["ends_at"]?.number?.int64
    else { return nil }
    self.init(
      method,
      path,
      query: Self.fields(object["query"]),
      form: Self.fields(object["form"]),
      base: base,
      user: user,
      rights: rights,
      actGroup: object["act_group"]?.string,
      configurationPath: configurationPath,
      formID: formID,
      kept: kept,
      result: object["result"],
      endsAt: WallTime(milliseconds: endsAt),
      actsUntil: object["acts_until"]?.number?.int64.map { WallTime(milliseconds: $0) },
      isLive: object["live"]?.bool ?? false,
      points: (object["points"]?.array ?? []).compactMap(RatePoint.init)
    )
  }

  private static func fields(_ value: JSONValue?) -> [Field] {
    (value?.array ?? []).compactMap { pair in
      guard let pair = pair.array, pair.count == 2, let name = pair[0].string,
        let value = pair[1].string
      else { return nil }
      return Field(name, value)
    }
  }

  /// What the process reads from its standard input.
  package var input: [UInt8] {
    var object = JSONObject([
      ("method", .string(method.rawValue)), ("path", .string(path)),
      ("query", Self.json(query)), ("form", Self.json(form)), ("base", .string(base)),
      ("uid", Self.number(Int64(user))), ("rights", .string(rights.rawValue)),
      ("configuration", .string(configurationPath)), ("form_id", .string(formID)),
      ("kept", .string(kept)), ("ends_at", Self.number(endsAt.milliseconds)),
    ])
    object.set("act_group", ifPresent: actGroup.map { .string($0) })
    object.set("acts_until", ifPresent: actsUntil.map { Self.number($0.milliseconds) })
    object.set("result", ifPresent: result)
    if isLive { object.set("live", true) }
    if !points.isEmpty { object.set("points", .array(points.map(\.json))) }
    return JSONWriter.write(.object(object), as: .compact)
  }

  private static func json(_ fields: [Field]) -> JSONValue {
    .array(fields.map { [.string($0.name), .string($0.value)] })
  }

  private static func number(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }
}

extension RatePoint {
  /// `[start, accepted, sent, failed, deferred, expired, p50 or null, p99 or null]`.
  fileprivate var json: JSONValue {
    let counts = [accepted, sent, failed, deferred, expired].map { Int64($0) }
    let numbers = ([start.milliseconds] + counts).map { JSONValue.number(JSONNumber($0)) }
    let times = [p50, p99].map { time in
      time.map { JSONValue.number(JSONNumber($0)) } ?? .null
    }
    return .array(numbers + times)
  }

  fileprivate init?(_ value: JSONValue) {
    guard let array = value.array, array.count == 8 else { return nil }
    let numbers = array.prefix(6).compactMap(\.number?.int64)
    guard numbers.count == 6 else { return nil }
    self.init(
      start: WallTime(milliseconds: numbers[0]),
      accepted: Int(clamping: numbers[1]),
      sent: Int(clamping: numbers[2]),
      failed: Int(clamping: numbers[3]),
      deferred: Int(clamping: numbers[4]),
      expired: Int(clamping: numbers[5]),
      p50: array[6].number?.int64,
      p99: array[7].number?.int64
    )
  }
}
