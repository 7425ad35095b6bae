/// The contract's error codes; the raw values are its words.
package enum ErrorCode: String, CaseIterable, Hashable, Sendable {
  case unauthorized
  case forbidden
  case providerError = "provider_error"
  case providerUnavailable = "provider_unavailable"
  case tooManyRequests = "too_many_requests"
  case badRequest = "bad_request"
  case unprocessable
  case wrongEndpoint = "wrong_endpoint"
  case paymentRequired = "payment_required"
  case proxyRefused = "proxy_refused"
  case recipientOptedOut = "recipient_opted_out"
  case connectionFailed = "connection_failed"
  case nameResolutionFailed = "name_resolution_failed"
  case tlsFailed = "tls_failed"
  case timeout
  case connectionLost = "connection_lost"
  case expired
  case canceled
  case interrupted
  case ledgerDamaged = "ledger_damaged"
  case tooLate = "too_late"
  case unknownMessage = "unknown_message"
  case invalidRequest = "invalid_request"
  case duplicateID = "duplicate_id"
  case requestTooLarge = "request_too_large"
  case unreadableRequest = "unreadable_request"
  case senderNotAllowed = "sender_not_allowed"
  case urgentNotAllowed = "urgent_not_allowed"
  case phoneNotVerified = "phone_not_verified"
  case unknownSubject = "unknown_subject"
  case resendTooSoon = "resend_too_soon"
  case tooManyCodes = "too_many_codes"
  case backupFailed = "backup_failed"
  case importFailed = "import_failed"
  case stillWaiting = "still_waiting"
  case notAllowedRecipient = "not_allowed_recipient"
  case dryRun = "dry_run"
  case duplicateText = "duplicate_text"
  case mmsNotSupported = "mms_not_supported"
  case mediaTooLarge = "media_too_large"
  case mediaNotFetched = "media_not_fetched"
  case mediaGone = "media_gone"
  case mediaNotServed = "media_not_served"
}
