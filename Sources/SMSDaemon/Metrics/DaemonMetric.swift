package import SMSMetrics

/// Every metric that the daemon exposes; systemd/MONITORING.md lists them.
///
/// No label has values that grow with the traffic, and none is a person's number: `sender` is one
/// of our own.
package enum DaemonMetric {
  package static let all = jobs + sending + codes + inbound + ledger + intake + machine

  /// The metrics about the whole process, which every exporter has under the same names.
  ///
  /// They are left out of the file for node_exporter, which has its own.
  package static let standard = [
    processorTime, residentMemory, virtualMemory, openDescriptors, startTime,
  ]

  // MARK: Jobs

  static let jobs = [
    jobsByState, oldestWaiting, outsideWindow, holds, batches, batchMessagesLeft, accepted,
    rejected, messages, messageErrors,
  ]

  static let jobsByState = Metric.gauge(
    "smsdispatch_jobs",
    by: "spool",
    "state",
    help: "Jobs in the ledger, of any kind, by their state now."
  )
  static let oldestWaiting = Metric.gauge(
    "smsdispatch_oldest_waiting_seconds",
    by: "account",
    "priority",
    help: "For how long the message that may go first has been due; 0 if none may."
  )
  static let outsideWindow = Metric.gauge(
    "smsdispatch_outside_window",
    by: "spool",
    help: "Messages that wait until their spool's window opens; counted up to 10,000 by time zone."
  )
  static let holds = Metric.gauge(
    "smsdispatch_holds",
    by: "scope",
    help: "Holds in force that an operator set on everything, a spool or an account."
  )
  static let batches = Metric.gauge(
    "smsdispatch_batches",
    by: "spool",
    "status",
    help: "Batches that have not ended, by what they do now."
  )
  static let batchMessagesLeft = Metric.gauge(
    "smsdispatch_batch_messages_left",
    by: "spool",
    help: "Messages of these batches that have not ended."
  )
  static let accepted = Metric.counter(
    "smsdispatch_requests_accepted_total",
    by: "spool",
    "kind",
    help: "Requests that became jobs, retries included."
  )
  static let rejected = Metric.counter(
    "smsdispatch_requests_rejected_total",
    by: "spool",
    "code",
    help: "Requests that were refused and became no job."
  )
  static let messages = Metric.counter(
    "smsdispatch_messages_total",
    by: "spool",
    "kind",
    "state",
    help: "How often a message or a code entered a state."
  )
  static let messageErrors = Metric.counter(
    "smsdispatch_message_errors_total",
    by: "spool",
    "state",
    "code",
    help: "How often a message or a code entered a state because of an error."
  )

  // MARK: Sending

  static let sending = [
    attempts, providerLatency, dropToWire, segments, mms, rate, rateLimit, accountPaused,
    accountRestricted, breakerOpen,
    senderPaused, capUsed, capLimit, capClosed, capWaiting, recipientCapWaits, inFlight, inDoubt,
  ]

  static let attempts = Metric.counter(
    "smsdispatch_attempts_total",
    by: "account",
    "status",
    "code",
    help:
      "Attempts to send, by HTTP status (none without an answer) and error code (empty if sent)."
  )
  static let providerLatency = Metric.histogram(
    "smsdispatch_provider_latency_seconds",
    by: "account",
    help: "From handing a request over to the provider's answer."
  )
  static let dropToWire = Metric.histogram(
    "smsdispatch_drop_to_wire_seconds",
    by: "priority",
    help: """
      From the drop of a request into incoming/, or its not_before, to the departure of its first \
      attempt. After a backlog or a restart, from its acceptance.
      """
  )
  static let segments = Metric.counter(
    "smsdispatch_segments_sent_total",
    by: "account",
    help: "Segments of the messages and codes that the provider accepted; each is charged."
  )
  static let mms = Metric.counter(
    "smsdispatch_mms_sent_total",
    by: "account",
    help: "MMS that the provider accepted; they have no segments."
  )
  static let rate = Metric.gauge(
    "smsdispatch_account_rate",
    by: "account",
    help: "Messages a second that may be sent now; below the limit after a 429."
  )
  static let rateLimit = Metric.gauge(
    "smsdispatch_account_rate_limit",
    by: "account",
    help: "Messages a second as configured."
  )
  static let accountPaused = Metric.gauge(
    "smsdispatch_account_paused",
    by: "account",
    help: "Whether the account sends nothing until a probe succeeds: 1 or 0."
  )
  static let accountRestricted = Metric.gauge(
    "smsdispatch_account_restricted",
    by: "account",
    help: """
      Whether the configuration keeps all or some of the account's messages from being sent \
      (dry-run mode, a guest list): 1 or 0.
      """
  )
  static let breakerOpen = Metric.gauge(
    "smsdispatch_account_breaker_open",
    by: "account",
    help: "Whether the account rests after ten failures in a row: 1 or 0."
  )
  static let senderPaused = Metric.gauge(
    "smsdispatch_sender_paused",
    by: "spool",
    "sender",
    help: "1 while the messages of one of our numbers wait because the provider refuses it."
  )
  static let capUsed = Metric.gauge(
    "smsdispatch_cap_used_segments",
    by: "cap",
    help: "Segments counted for a cap in its minute, day or month."
  )
  static let capLimit = Metric.gauge(
    "smsdispatch_cap_limit_segments",
    by: "cap",
    help: "Segments that a cap lets through; of money, those that it pays for."
  )
  static let capClosed = Metric.gauge(
    "smsdispatch_cap_closed",
    by: "cap",
    help: "1 while the next message does not fit in a cap."
  )
  static let capWaiting = Metric.gauge(
    "smsdispatch_cap_waiting",
    by: "cap",
    help: """
      Messages that wait for a closed cap: those of its account or spool, counted up to 10,000 by lane; \
      of a number group, those whose turn has come.
      """
  )
  static let recipientCapWaits = Metric.counter(
    "smsdispatch_recipient_cap_waits_total",
    by: "spool",
    help: "How often a message was put off because its recipient had enough from the spool."
  )
  static let inFlight = Metric.gauge(
    "smsdispatch_in_flight",
    by: "account",
    help: "Requests at the provider, or on the way there."
  )
  static let inDoubt = Metric.gauge(
    "smsdispatch_in_doubt",
    by: "account",
    help: "Messages that may have been sent; the provider's list is searched for them."
  )

  // MARK: Codes

  static let codes = [codesSent, codesChecked]

  static let codesSent = Metric.counter(
    "smsdispatch_codes_sent_total",
    by: "spool",
    help: "Login codes that the provider accepted."
  )
  static let codesChecked = Metric.counter(
    "smsdispatch_codes_checked_total",
    by: "spool",
    "verdict",
    help: "Codes that people entered; approved ones are the conversion of those sent."
  )

  // MARK: From the provider

  static let inbound = [
    receipts, textsReceived, textsCaughtUp, mediaFiles, mediaBytes, optOuts, senderSent,
    senderRecipients, senderFailed,
    senderUndelivered, senderOptedOut, senderOptOutRatio, poolRecipients,
  ]

  static let receipts = Metric.counter(
    "smsdispatch_receipts_total",
    by: "status",
    "match",
    help: "Receipts by what they say, and by whether their message is known."
  )
  static let textsReceived = Metric.counter(
    "smsdispatch_texts_received_total",
    by: "spool",
    "keyword",
    help: "Texts that people sent, by the keyword in them."
  )
  static let textsCaughtUp = Metric.counter(
    "smsdispatch_texts_caught_up_total",
    by: "account",
    help: "Texts among them that no call brought, found in the provider's list."
  )
  static let mediaFiles = Metric.counter(
    "smsdispatch_media_files_total",
    by: "outcome",
    help: "Tries to fetch the pictures and other files of texts: stored, failed, deferred."
  )
  static let mediaBytes = Metric.counter(
    "smsdispatch_media_bytes_total",
    help: "Bytes of the files that were stored."
  )
  static let optOuts = Metric.counter(
    "smsdispatch_opt_outs_total",
    by: "source",
    help: "Entries added to the opt-out list."
  )
  static let senderSent = Metric.gauge(
    "smsdispatch_sender_day_sent",
    by: "sender",
    help: "Messages and codes sent from one of our numbers in the last day, in whole hours."
  )
  static let senderRecipients = Metric.gauge(
    "smsdispatch_sender_day_recipients",
    by: "sender",
    help: "Different phones that one of our numbers sent to in the last day."
  )
  static let senderFailed = Metric.gauge(
    "smsdispatch_sender_day_failed",
    by: "sender",
    help: "Messages and codes of one of our numbers that failed in the last day."
  )
  static let senderUndelivered = Metric.gauge(
    "smsdispatch_sender_day_undelivered",
    by: "sender",
    help: "Messages of one of our numbers reported as undelivered in the last day."
  )
  static let senderOptedOut = Metric.gauge(
    "smsdispatch_sender_day_opted_out",
    by: "sender",
    help: "Phones that opted out of one of our numbers in the last day."
  )
  static let senderOptOutRatio = Metric.gauge(
    "smsdispatch_sender_day_opt_out_ratio",
    by: "sender",
    help: "Phones that opted out as a share of recipients in the last day; absent without any."
  )
  static let poolRecipients = Metric.gauge(
    "smsdispatch_pool_recipients",
    by: "spool",
    "sender",
    help: "Recipients that have a number of a spool's pool (senders) as theirs."
  )
}
