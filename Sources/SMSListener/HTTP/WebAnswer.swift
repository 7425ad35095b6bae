/// The answer to a request.
struct WebAnswer: Equatable {
  var status: UInt32
  /// JSON; nil for no body.
  var body: String?
  /// The `Allow` header of a 405.
  var allow: String?
}

extension WebAnswer {
  static let notFound = WebAnswer(status: 404)

  static func methodNotAllowed(_ methods: String) -> WebAnswer {
    WebAnswer(status: 405, allow: methods)
  }

  static func health(_ isHealthy: Bool) -> WebAnswer {
    isHealthy
      ? WebAnswer(status: 200, body: "{\"status\": \"ok\"}\n")
      : WebAnswer(status: 503, body: "{\"status\": \"failing\"}\n")
  }
}
