internal import SMSCore

/// Errors of calls about numbers: lists, purchases, releases, settings.
extension HintCatalogue {
  /// The published form of such an error.
  func explain(numbers error: ProviderError) -> JobError {
    var explained = explain(call: error)
    if let message = numbersMessage(for: error) { explained.message = message }
    if let hint = numbersHint(for: error) { explained.hint = hint }
    return explained
  }

  private func numbersMessage(for error: ProviderError) -> String? {
    let status = error.httpStatus.map { "HTTP \($0)" } ?? "no HTTP status"
    switch error.code {
    case .paymentRequired: return "The Flowroute account has no funds for this (\(status))."
    case .tooManyRequests: return "Flowroute says that the calls come too fast (\(status))."
    default: return nil
    }
  }

  private func numbersHint(for error: ProviderError) -> String? {
    let detail = error.detail.map { " Flowroute says: \($0)" } ?? ""
    switch error.code {
    case .paymentRequired:
      return """
        Add funds to the Flowroute account behind \(facts.name) in the portal (Preferences, \
        Billing), and run the command again: it looks first at what the account has.\(detail)
        """
    case .tooManyRequests:
      return """
        Flowroute limits calls about numbers, and does not document how many it takes. Nothing was \
        changed by this call: run the command again in a minute.\(detail)
        """
    case .badRequest, .unprocessable:
      return """
        The same call again would fail again: the number may have been sold meanwhile, or may not \
        be changed in this way. 'smsdispatch numbers search' shows what is for \
        sale.\(detail.isEmpty ? " Flowroute gave no detail." : detail)
        """
    case .wrongEndpoint:
      return """
        Check accounts.\(facts.name).base_url (\(facts.baseURL)): Flowroute is \
        https://api.flowroute.com. A proxy (accounts.\(facts.name).proxy), a login page of the \
        network or a redirect on the way gives this too.\(detail)
        """
    case .timeout, .connectionLost, .interrupted, .providerError, .providerUnavailable:
      return """
        Run the command again: it looks first at what the account has, and changes nothing twice. \
        If that does not help, see https://status.flowroute.com.\(detail)
        """
    default:
      return nil
    }
  }
}
