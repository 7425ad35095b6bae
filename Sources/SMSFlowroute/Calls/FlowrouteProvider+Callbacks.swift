package import SMSCore
internal import SMSHTTP
internal import SMSJSON

extension FlowrouteProvider: AccountCallbacks {
  package func callback(_ callback: AccountCallback) async -> Result<String?, ProviderError> {
    let result = await call(path: path(of: callback), .get)
    if result.status == 404, result.failure == nil { return .success(nil) }
    return judged(result).map { result in
      LenientJSONParser.value(of: result.body)?["data"]?["attributes"]?["callback_url"]?.text
    }
  }

  package func setCallback(
    _ callback: AccountCallback,
    to url: String
  ) async -> Result<Void, ProviderError> {
    let json = JSONWriter.write(["callback_url": .string(url)], as: .wire)
    return judged(await call(path: path(of: callback), .put(json))).map { _ in }
  }

  /// Removes a callback; one that is not set counts as removed.
  ///
  /// Only v2.2 documents the removal, but an account's settings are shared by all versions.
  package func removeCallback(_ callback: AccountCallback) async -> Result<Void, ProviderError> {
    let path = "\(APIVersion.v2dot2.messagesPath)/\(callback.rawValue)"
    let result = await call(path: path, .delete)
    if result.status == 404, result.failure == nil { return .success(()) }
    return judged(result).map { _ in }
  }

  /// v2 has no callback settings, so v2.1 is used instead.
  private func path(of callback: AccountCallback) -> String {
    let version = api == .v2 ? APIVersion.v2dot1 : api
    return "\(version.messagesPath)/\(callback.rawValue)"
  }
}
