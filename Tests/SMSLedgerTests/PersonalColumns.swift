/// What becomes of each column of the ledger when a phone is erased.
///
/// A new column has to be entered here, and those that can hold a phone's number or what belongs to
/// the person also in `PersonErasure` and in `PersonReader`.
enum PersonalColumns {
  enum Fate {
    /// It never holds anything about a phone.
    case impersonal
    /// It is emptied, overwritten, or gone with its row.
    case erased
    /// The number in it is replaced.
    case replaced
    /// It stays, and holds neither the number nor what was said.
    case stays
    /// It stays with the number.
    case keptWithNumber
  }

  static let fates: [String: [String: Fate]] = [
    "job": [
      "number": .stays, "spool": .stays, "id": .stays, "kind": .stays, "state": .stays,
      "account": .stays, "recipient": .erased, "sender": .stays, "priority": .stays, "due": .stays,
      "not_before": .stays, "expires": .stays, "if_uncertain": .stays, "segments": .stays,
      "encoding": .stays, "attempts": .stays, "charged": .stays, "begun": .stays,
      "begun_from": .stays, "next_attempt": .stays, "provider_message_id": .stays,
      "accepted": .stays, "updated": .stays, "change": .stays, "digest": .stays, "taken": .stays,
      "producer": .stays, "batch": .stays, "metadata": .erased, "retry_of": .stays,
      "retried_as": .stays,
      "affected": .stays, "boot": .stays, "begun_monotonic": .stays, "doubt_since": .stays,
      "doubt_monotonic": .stays, "looks": .stays, "text_digest": .stays, "acks": .stays,
      "replacements": .erased, "recipient_digest": .stays,
      "confirms": .stays, "zones": .stays, "opens": .stays, "life": .stays,
      "revision": .stays, "text_job": .stays, "media": .stays, "counted": .stays,
    ],
    "text": ["job": .stays, "body": .erased, "seal": .erased],
    "error": [
      "job": .stays, "code": .stays, "message": .replaced, "hint": .replaced,
      "http_status": .stays, "provider_detail": .erased, "provider_error_id": .erased,
      "attempt": .stays, "retry_at": .stays, "cause_code": .stays, "cause_message": .replaced,
      "cause_hint": .replaced, "cause_http_status": .stays, "duplicate_of": .stays,
      "price": .stays,
    ],
    "attempt": [
      "job": .stays, "number": .stays, "begun": .stays, "ended": .stays, "left": .stays,
      "http_status": .stays, "code": .stays,
    ],
    "command": [
      "job": .stays, "action": .stays, "spool": .stays, "target": .replaced,
      "done_through": .stays,
    ],
    "awaited": ["job": .stays, "command": .stays],
    "provider_id": ["key": .stays, "job": .stays],
    "addressee": ["phone": .erased, "job": .stays],
    "record": ["job": .stays, "record": .replaced],
    "step_count": ["job": .stays, "name": .stays, "count": .stays],
    "audit": [
      "number": .stays, "at": .stays, "user": .stays, "login": .stays, "name": .stays,
      "on_behalf": .stays, "kind": .stays, "target": .replaced, "job": .stays, "request": .stays,
      "carried_out": .stays, "state": .stays, "affected": .stays, "code": .stays,
    ],
    "note": ["name": .impersonal, "value": .replaced],
    "receipt": [
      "number": .stays, "message_id": .stays, "level": .stays, "status": .stays, "code": .stays,
      "description": .erased, "at": .stays, "received": .stays,
    ],
    "received": [
      "number": .stays, "id": .stays, "spool": .stays, "sender": .replaced, "recipient": .stays,
      "body": .erased, "media": .erased, "in_reply_to": .stays, "received": .stays,
      "published": .stays, "digest": .erased,
    ],
    "medium": [
      "message": .erased, "position": .erased, "state": .erased, "tries": .erased, "due": .erased,
      "ends": .erased, "file": .erased, "bytes": .erased, "fault": .erased,
      "http_status": .erased, "shown": .erased,
    ],
    "media_set": ["key": .stays, "gone": .stays],
    "media_use": ["key": .erased, "job": .erased],
    "auto_reply": ["phone": .erased, "at": .erased],
    "verification": [
      "number": .erased, "spool": .erased, "subject": .erased, "recipient": .erased,
      "prefix": .erased, "nonce": .erased, "digits": .erased, "standing": .erased,
      "wrong_tries": .erased, "max_attempts": .erased, "sends": .erased, "ttl": .erased,
      "started": .erased, "started_on": .erased, "started_boot": .erased, "sent": .erased,
      "sent_on": .erased, "sent_boot": .erased,
    ],
    "code": [
      "job": .erased, "spool": .erased, "id": .erased, "verification": .erased,
      "enrolls": .erased, "recipient": .erased, "sent": .erased, "sent_on": .erased,
      "sent_boot": .erased,
    ],
    "assignment": [
      "number": .erased, "spool": .erased, "recipient": .erased, "sender": .erased,
      "since": .erased, "used": .erased,
    ],
    "assignment_count": [
      "spool": .impersonal, "sender": .impersonal, "recipients": .impersonal,
    ],
    "verdict": ["job": .stays, "reason": .stays, "attempts_left": .stays],
    "enrollment": [
      "spool": .erased, "subject": .erased, "phone": .erased, "verified": .erased,
      "pending": .erased, "asked": .erased,
    ],
    "opt_out": [
      "phone": .keptWithNumber, "sender": .stays, "source": .stays, "since": .stays,
      "account": .stays, "last": .stays, "recorded": .stays,
    ],
    "opt_out_event": [
      "number": .stays, "phone": .keptWithNumber, "sender": .stays, "change": .stays,
      "source": .stays, "since": .stays, "recorded": .stays, "effect": .stays,
    ],
    "hold": [
      "scope": .impersonal, "name": .impersonal, "since": .impersonal, "command": .impersonal,
    ],
    "batch": [
      "job": .impersonal, "messages": .impersonal, "segments": .impersonal, "results": .impersonal,
      "place": .impersonal, "line": .impersonal, "added": .impersonal, "repeated": .impersonal,
      "first_job": .impersonal, "last_job": .impersonal, "activated": .impersonal,
      "is_held": .impersonal, "is_canceled": .impersonal, "ended": .impersonal,
    ],
    "batch_tally": ["batch": .impersonal, "state": .impersonal, "jobs": .impersonal],
    "batch_error": ["batch": .impersonal, "code": .impersonal, "jobs": .impersonal],
    "batch_account": ["batch": .impersonal, "account": .impersonal],
    "cap_use": [
      "kind": .impersonal, "name": .impersonal, "unit": .impersonal, "bucket": .impersonal,
      "segments": .impersonal,
    ],
    "contact": [
      "number": .erased, "phone": .erased, "spool": .erased, "at": .erased, "job": .erased,
    ],
    "repetition": ["key": .erased, "job": .erased],
    "batch_repeat": ["job": .impersonal, "batch": .impersonal],
    "mark": ["name": .impersonal, "value": .impersonal],
    "tally": ["spool": .impersonal, "state": .impersonal, "jobs": .impersonal],
    "request_tally": ["spool": .impersonal, "state": .impersonal, "jobs": .impersonal],
    "sender_hour": [
      "hour": .impersonal, "sender": .impersonal, "sent": .impersonal, "failed": .impersonal,
      "undelivered": .impersonal, "opted_out": .impersonal,
      // Salted hashes of 32 bits, for two days.
      "recipients": .stays,
    ],
  ]
}
