internal import FoundationEssentials

extension SimulatedProvider {
  /// Answers a request for a callback's setting; 404 if it is not set.
  func callback(_ kind: CallbackKind, _ version: APIVersion) -> HTTPAnswer {
    guard let url = callbackURLs[kind] else { return error(404) }
    var json = JSONText()
    json.raw(#"{"data":{"type":"callback","attributes":{"api_version":"#)
    json.string(String(version.name.dropFirst()))
    json.raw(#","callback_url":"#)
    json.string(url)
    json.raw(#","product":"#)
    json.string(kind.product)
    json.raw("}}}")
    return .json(200, json)
  }

  /// Sets a callback.
  func setCallback(_ kind: CallbackKind, _ request: HTTPRequest) -> HTTPAnswer {
    guard !request.isTooLarge else { return error(413) }
    guard let form = try? JSONDecoder().decode(CallbackForm.self, from: Data(request.body)) else {
      return error(400)
    }
    guard let url = form.url, url.hasPrefix("https://") || url.hasPrefix("http://") else {
      return error(422, "callback_url must be a URL.")
    }
    callbackURLs[kind] = url
    return .empty(204)
  }

  /// Removes a callback's setting.
  func removeCallback(_ kind: CallbackKind) -> HTTPAnswer {
    callbackURLs[kind] = nil
    return .empty(204)
  }
}

/// The two shapes of a setting: flat, and JSON:API.
private struct CallbackForm: Decodable {
  struct Envelope: Decodable {
    let attributes: Attributes
  }

  struct Attributes: Decodable {
    let url: String?

    enum CodingKeys: String, CodingKey {
      case url = "callback_url"
    }
  }

  let flat: String?
  let data: Envelope?

  var url: String? { flat ?? data?.attributes.url }

  enum CodingKeys: String, CodingKey {
    case flat = "callback_url"
    case data
  }
}
