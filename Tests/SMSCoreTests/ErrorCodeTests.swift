import SMSCore
import Testing

struct ErrorCodeTests {
  @Test("the codes are the contract's words")
  func codes() {
    #expect(
      ErrorCode.allCases.map(\.rawValue) == [
        "unauthorized", "forbidden", "provider_error", "provider_unavailable",
        "too_many_requests", "bad_request", "unprocessable", "wrong_endpoint",
        "payment_required", "proxy_refused", "recipient_opted_out", "connection_failed",
        "name_resolution_failed", "tls_failed", "timeout", "connection_lost", "expired", "canceled",
        "interrupted", "ledger_damaged", "too_late", "unknown_message", "invalid_request",
        "duplicate_id", "request_too_large", "unreadable_request", "sender_not_allowed",
        "urgent_not_allowed", "phone_not_verified", "unknown_subject", "resend_too_soon",
        "too_many_codes", "backup_failed", "import_failed", "still_waiting",
        "not_allowed_recipient", "dry_run", "duplicate_text", "mms_not_supported",
        "media_too_large", "media_not_fetched", "media_gone", "media_not_served",
      ]
    )
  }
}
