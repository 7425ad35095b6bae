internal import SMSCore
internal import SMSJSON
internal import SMSProducer
internal import SMSSystem

/// The spool as any producer uses it: one file goes in, another comes out.
struct Spool {
  /// How long to wait for a final result; codes are urgent, so it takes a second or two.
  private static let patience: Int64 = 20_000_000_000

  private let path: String

  init(path: String) {
    self.path = path
  }

  /// Submits a request, and waits for its final result.
  ///
  /// - Returns: The last result; nil if none arrived in time.
  /// - Throws: `Failure` if the spool cannot be used.
  func ask(
    _ kind: String,
    _ members: [(String, JSONValue)]
  ) async throws(Failure) -> Answer? {
    let id: String
    let results: ResultDirectory
    do throws(SystemError) {
      id = try RequestIDs.make(at: Clocks.wall)
      results = try ResultDirectory(path: path + "/results")
      let request = JSONObject(
        [("id", .string(id)), ("kind", .string(kind)), ("ack", .string(id))] + members
      )
      try RequestSubmitter(path: path + "/incoming")
        .submit(JSONWriter.write(.object(request)), named: id)
    } catch {
      throw Failure("The spool \(path) cannot be used: \(error)")
    }
    do throws(ResultError) {
      let result = try await results.wait(
        for: id,
        until: Clocks.monotonic + Self.patience,
        submittedAs: id,
        now: { Clocks.monotonic }
      )
      return result.map { Answer(id: id, json: $0.json) }
    } catch {
      throw Failure("The result of the request cannot be read: \(error)")
    }
  }
}

/// A result, as far as a login needs it.
struct Answer {
  let id: String
  let json: JSONObject

  var status: String { json["status"]?.string ?? "" }
  var isFinal: Bool { json["final"]?.bool ?? false }
  /// Why a check was denied.
  var reason: String { json["reason"]?.string ?? "" }
  var attemptsLeft: Int64 {
    (json["attempts_left"] ?? json["verification"]?.object?["attempts_left"])?.number?.int64 ?? 0
  }
  /// When the code expires, in milliseconds since 1970.
  var expiresAt: Int64? { time(json["verification"]?.object?["expires_at"]) }

  var errorCode: String? { json["error"]?.object?["code"]?.string }
  var errorMessage: String { json["error"]?.object?["message"]?.string ?? "It was not sent." }
  /// When to ask again, in milliseconds since 1970.
  var retryAt: Int64? { time(json["error"]?.object?["retry_at"]) }

  private func time(_ value: JSONValue?) -> Int64? {
    value?.string.flatMap { RFC3339.time($0)?.milliseconds }
  }
}
