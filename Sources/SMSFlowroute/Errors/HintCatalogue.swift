internal import SMSCore

/// The messages and hints for every error that can occur on the way to the provider.
///
/// They are kept in one place, so that results, logs and documents agree.
struct HintCatalogue: Sendable {
  let facts: AccountFacts

  init(facts: AccountFacts) {
    self.facts = facts
  }

  /// The published form of a provider's error.
  func explain(
    _ error: ProviderError,
    about envelope: Envelope? = nil,
    attempt: Int? = nil
  ) -> JobError {
    JobError(
      code: error.code,
      message: message(for: error),
      hint: hint(for: error, about: envelope),
      httpStatus: error.httpStatus,
      providerDetail: error.detail,
      providerErrorID: error.errorID,
      attempt: attempt
    )
  }

  func message(for error: ProviderError) -> String {
    let status = error.httpStatus.map { "HTTP \($0)" } ?? "no HTTP status"
    let reason = error.reason.map { ": \($0)" } ?? ""
    switch error.code {
    case .unauthorized: return "Flowroute refused the credentials (\(status))."
    case .forbidden: return "Flowroute does not let this account send from this number (\(status))."
    case .providerError: return "Flowroute had a problem with this message (\(status))."
    case .providerUnavailable: return "Flowroute is not available right now (\(status))."
    case .tooManyRequests: return "Flowroute says that the account sends too fast (\(status))."
    case .badRequest, .unprocessable: return "Flowroute did not accept the request (\(status))."
    case .wrongEndpoint:
      return "The address does not answer as Flowroute's API (\(status))\(reason)."
    case .paymentRequired:
      return "The Flowroute account has no funds left to send from (\(status))."
    case .proxyRefused: return "A proxy or filter on the way refused the request (\(status))."
    case .mediaTooLarge: return "The media are larger than Flowroute takes (\(status))."
    case .mediaNotFetched: return "Flowroute could not fetch the media (\(status))\(reason)."
    case .mediaNotServed: return JobError.mediaNotServed.message
    case .recipientOptedOut: return "The recipient has opted out of texts from this number."
    case .connectionFailed: return "No connection to the provider could be made\(reason)."
    case .nameResolutionFailed: return "The provider's host name could not be resolved\(reason)."
    case .tlsFailed: return "The provider's TLS connection could not be trusted\(reason)."
    case .timeout:
      return "The request was sent, but no answer came in time (\(status))\(reason)."
    case .connectionLost:
      return "The request was sent, but the connection broke before an answer\(reason)."
    case .interrupted:
      return "The daemon was stopped while this message was being sent."
    default: return "The message could not be sent (\(error.code.rawValue))."
    }
  }

  private func hint(for error: ProviderError, about envelope: Envelope?) -> String {
    switch error.code {
    case .tooManyRequests where envelope?.isMMS == true: mmsRateHint
    case .unauthorized, .wrongEndpoint, .paymentRequired, .proxyRefused, .tlsFailed,
      .tooManyRequests, .connectionFailed, .nameResolutionFailed:
      accountHint(for: error)
    default:
      messageHint(for: error, about: envelope)
    }
  }

  private func accountHint(for error: ProviderError) -> String {
    let host = facts.baseURL
    switch error.code {
    case .unauthorized:
      return """
        The access key and the secret key of account \(facts.name) do not match a Flowroute \
        account. They were read from \(facts.keySource). Compare both with the API credentials \
        page of the Flowroute portal (Preferences, API Control) and look for stray blanks or \
        newlines in them. Keys in files are read again on reload (HUP); credentials of a systemd \
        unit need a restart: systemctl restart smsdispatch. Nothing is lost: the account's \
        messages wait and go out when the keys work.
        """
    case .wrongEndpoint:
      return """
        Check accounts.\(facts.name).base_url (\(host)) and accounts.\(facts.name).api \
        (\(facts.api)): Flowroute is https://api.flowroute.com with v2, v2.1 or v2.2. A proxy \
        (accounts.\(facts.name).proxy), a login page of the network or a redirect on the way gives \
        this too. The account's messages wait until it answers.
        """
    case .paymentRequired:
      let detail = error.detail.map { " Flowroute says: \($0)" } ?? ""
      return """
        Add funds to the Flowroute account behind \(facts.name) in the portal (Preferences, \
        Billing), or ask Flowroute about its limit. The account's messages wait, and go out by \
        themselves once one is accepted; none is failed for it before it expires.\(detail)
        """
    case .proxyRefused:
      return """
        Not Flowroute but something before it answered: the proxy in accounts.\(facts.name).proxy, \
        or a filter of the network. Check its address, its user and password (HTTP 407), and that \
        it lets POST requests to \(host) through. The account's messages wait until it does.
        """
    case .tlsFailed:
      return """
        The certificate of \(host) was not accepted: \(error.reason ?? "no reason given"). Check \
        this machine's clock, the CA bundle (\(facts.caFile ?? "ca-certificates"); \
        accounts.\(facts.name).ca_file sets another), and whether a proxy intercepts TLS. The \
        account's messages wait until it is trusted.
        """
    case .tooManyRequests:
      return """
        accounts.\(facts.name).messages_per_second is \(rate); Flowroute allows 5 unless it agreed \
        to more, for all programs that use these keys together. Lower it, or ask Flowroute to \
        raise the account's rate. The daemon slows down and sends the message again by itself.
        """
    case .nameResolutionFailed:
      return """
        The name in \(host) was not found. Check DNS on this machine (getent hosts NAME, \
        /etc/resolv.conf), a firewall that blocks port 53, and accounts.\(facts.name).base_url. \
        Nothing was sent; until it expires, it is \
        sent again by itself.
        """
    default:
      return """
        \(host) could not be reached. Check the network, a firewall that blocks outgoing TCP, what \
        DNS says of the host, and accounts.\(facts.name).base_url. Nothing was sent; it is sent \
        again by itself.
        """
    }
  }

  private var mmsRateHint: String {
    """
    accounts.\(facts.name).mms_per_second is \(Self.text(facts.mmsPerSecond)); Flowroute allows 1 \
    unless it agreed to more, for all programs that use these keys together. Lower it, or ask \
    Flowroute to raise it. The daemon slows its MMS down, and sends the message again by itself.
    """
  }

  private var rate: String { Self.text(facts.messagesPerSecond) }

  private static func text(_ rate: Double) -> String {
    rate == rate.rounded() && abs(rate) < 1e15 ? String(Int64(rate)) : String(rate)
  }

  private func messageHint(for error: ProviderError, about envelope: Envelope?) -> String {
    let to = envelope?.to.digits ?? "the recipient"
    let from = envelope?.from.digits ?? "the sender"
    let detail = error.detail.map { " Flowroute says: \($0)" } ?? ""
    switch error.code {
    case .forbidden:
      return """
        \(from) is not a number of the Flowroute account behind \(facts.name), is not enabled for \
        SMS, or is not an 11-digit E.164 number, 1 and ten more. 'smsdispatch numbers list --check' \
        says which; then correct accounts.\(facts.name).numbers, or the request's `from`.\(detail)
        """
    case .providerError:
      return """
        The usual cause is a `to` that is not a proper 11-digit E.164 number: check \(to). If it \
        is right, see https://status.flowroute.com: the provider may have a problem.\(detail)
        """
    case .providerUnavailable:
      return """
        The provider is down or in maintenance: see https://status.flowroute.com. Until it expires \
        or retry.max_attempts is used up, the message is sent again by itself; after that, send it \
        anew (smsdispatch retry).\(detail)
        """
    case .badRequest, .unprocessable:
      return """
        Sending it again unchanged would fail again. Check `to` (\(to)), `from` (\(from)) and the \
        text\(quotes(envelope)).\(detail.isEmpty ? " Flowroute gave no detail." : detail)
        """
    case .mediaTooLarge:
      return """
        An MMS holds \(Media.largest / 1_000) kB at most, its text included. Make the pictures \
        smaller, or send several messages.\(detail)
        """
    case .mediaNotFetched where envelope?.media?.copies != nil: return ownMediaHint(error) + detail
    case .mediaNotServed: return JobError.mediaNotServed.hint
    case .mediaNotFetched:
      return """
        Flowroute fetches media_urls while the message is sent: each must be open to the internet by \
        https, without a login, and answer at once with the file itself. Try it from another network \
        (curl -I ADDRESS), then submit the message again.\(detail)
        """
    case .recipientOptedOut:
      return """
        \(to) texted STOP to \(from). Only the person can undo that, by texting UNSTOP to \(from); \
        do not send to \(to) until then.
        """
    case .timeout, .connectionLost, .interrupted:
      return """
        Flowroute may have accepted it. The daemon looks for a message from \(from) to \(to) in \
        Flowroute's list before it sends anything again (uncertain.looks_after_seconds); there is \
        nothing to do but wait.
        """
    default:
      return "See the provider's detail.\(detail)"
    }
  }

  /// For files that the provider fetches from our listener.
  private func ownMediaHint(_ error: ProviderError) -> String {
    guard error.reason != nil else {
      return """
        Flowroute asked the listener for media_files, or means one of media_urls, and did not get it \
        whole. Check the reverse proxy before listener.public_url (its log, time limits and largest \
        answer), then submit the message again, or retry it within an hour (smsdispatch retry).
        """
    }
    return """
      Flowroute fetches media_files from listener.public_url while the message is sent, and its calls \
      do not arrive here. Check the name in DNS, the reverse proxy and the firewall: \
      'curl -I PUBLIC_URL/flowroute/media/x' from another network must be answered by the listener with \
      404. It is sent again by itself until it expires.
      """
  }

  private func quotes(_ envelope: Envelope?) -> String {
    let curly: Set<Character> = ["\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}"]
    guard let text = envelope?.text.string, text.contains(where: curly.contains) else { return "" }
    return " (it contains curly quotes, which Flowroute names as a cause of errors: use ' and \")"
  }
}
