internal import SMSCore

/// Errors of calls that send nothing: lookups, callback settings, key checks.
extension HintCatalogue {
  /// The published form of such an error, which does not mention a message.
  func explain(call error: ProviderError) -> JobError {
    var explained = explain(error)
    if let message = callMessage(for: error) { explained.message = message }
    if let hint = callHint(for: error) { explained.hint = hint }
    return explained
  }

  private func callMessage(for error: ProviderError) -> String? {
    let status = error.httpStatus.map { "HTTP \($0)" } ?? "no HTTP status"
    switch error.code {
    case .forbidden: return "Flowroute does not let this account make this call (\(status))."
    case .providerError: return "Flowroute had a problem with this call (\(status))."
    default: return nil
    }
  }

  /// nil if the cause is in the account and the remedy is therefore the same as for a message.
  private func callHint(for error: ProviderError) -> String? {
    let detail = error.detail.map { " Flowroute says: \($0)" } ?? ""
    switch error.code {
    case .forbidden:
      return """
        The keys of account \(facts.name) are right, but may not do this. Compare the account's \
        rights in the Flowroute portal, or ask Flowroute's support.\(detail)
        """
    case .providerError, .providerUnavailable, .timeout, .connectionLost:
      return """
        Nothing was changed, as far as is known. Ask again in a moment; if that does not help, see \
        https://status.flowroute.com.\(detail)
        """
    case .tooManyRequests:
      return """
        Flowroute takes 5 calls a second unless it agreed to more, of all programs that use these \
        keys together. Ask again in a few seconds.\(detail)
        """
    case .badRequest, .unprocessable:
      return """
        The same call again would fail again. A callback must be an address that Flowroute can \
        reach (listener.public_url).\(detail.isEmpty ? " Flowroute gave no detail." : detail)
        """
    case .connectionFailed, .nameResolutionFailed:
      return """
        \(facts.baseURL) could not be reached. Check the network, DNS on this machine (getent hosts \
        NAME), a firewall that blocks outgoing TCP, and accounts.\(facts.name).base_url. Then ask \
        again.
        """
    default:
      return nil
    }
  }
}
