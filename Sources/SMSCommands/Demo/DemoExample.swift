/// One request of the demo: a file of `spool/examples`, with an explanation for newcomers.
package struct DemoExample: Sendable {
  /// The file's name in `spool/examples` and in the demo's `incoming/`.
  package let file: String
  let title: String
  let explanation: String
  /// The file's content, identical to the source tree's: an installed program has no source tree.
  package let text: String

  /// The id of a request that does not set one.
  var stem: String { String(file.dropLast(".json".count)) }
}

extension DemoExample {
  /// In the order of the story: first what works, then what goes wrong.
  package static let all = [
    DemoExample(
      file: "message.json",
      title: "A plain message",
      explanation:
        "A program drops this file into incoming/. The id is the file's name. (The first second after a start is silent, so that no restart breaks the account's pace.)",
      text: #"""
        {
          "to": "12065550142",
          "body": "Your order 1042 is ready. We are open until 18:00."
        }

        """#
    ),
    DemoExample(
      file: "message-metadata.json",
      title: "A number as people write it, and data of your own",
      explanation: "The result gives the metadata back unchanged.",
      text: #"""
        {
          "id": "order-1043-ready",
          "kind": "message",
          "to": "+1 (206) 555-0143",
          "from": "12065550101",
          "body": "Your order 1043 is ready.",
          "priority": "high",
          "metadata": { "order": 1043, "customer": "C-77", "tags": ["pickup"] }
        }

        """#
    ),
    DemoExample(
      file: "lookup.json",
      title: "What the provider knows of it",
      explanation: "A request of the kind \"lookup\": the provider's record, without the text.",
      text: #"""
        {
          "id": "lookup-1043",
          "kind": "lookup",
          "message": "order-1043-ready"
        }

        """#
    ),
    DemoExample(
      file: "message-unicode.json",
      title: "Any language",
      explanation: "A text that is not all ASCII takes 70 characters a segment.",
      text: #"""
        {
          "id": "greeting-1044",
          "to": "206.555.0144",
          "body": "Schöne Grüße aus Zürich 🎿\nBis bald!",
          "priority": "bulk"
        }

        """#
    ),
    DemoExample(
      file: "message-pictures.json",
      title: "A picture",
      explanation:
        "Sent as MMS: the provider fetches the file while it is sent. (The simulated one does not.)",
      text: #"""
        {
          "id": "table-1047",
          "to": "12065550147",
          "body": "Your table tonight",
          "media_urls": ["https://www.example.com/5f1c09/table.jpg"]
        }

        """#
    ),
    DemoExample(
      file: "message-ttl.json",
      title: "A message that is worthless later",
      explanation: "It would expire rather than be sent after ttl_seconds.",
      text: #"""
        {
          "id": "gate-1046",
          "to": "12065550146",
          "body": "Boarding at gate B7 now.",
          "ttl_seconds": 120,
          "if_uncertain": "resend"
        }

        """#
    ),
    DemoExample(
      file: "message-scheduled.json",
      title: "A message for later",
      explanation:
        "It waits in the ledger, and has no result yet. (Its time was moved to tomorrow for you.)",
      text: #"""
        {
          "id": "reminder-1045",
          "to": "12065550145",
          "body": "Reminder: your appointment is tomorrow at 09:30.",
          "not_before": "2026-01-05T09:00:00-05:00"
        }

        """#
    ),
    DemoExample(
      file: "update.json",
      title: "... changed while it waits",
      explanation: "A request of the kind \"update\" names it, and what is to be different.",
      text: #"""
        {
          "id": "update-reminder-1045",
          "kind": "update",
          "message": "reminder-1045",
          "body": "Reminder: your appointment is tomorrow at 10:30."
        }

        """#
    ),
    DemoExample(
      file: "cancel.json",
      title: "... and taken back before its time",
      explanation: "A request of the kind \"cancel\" names the other one.",
      text: #"""
        {
          "id": "cancel-reminder-1045",
          "kind": "cancel",
          "message": "reminder-1045"
        }

        """#
    ),
    DemoExample(
      file: "verify.json",
      title: "A login code",
      explanation:
        "The daemon makes it, and keeps only what it needs to know it again. See below on which phone it arrived.",
      text: #"""
        {
          "id": "login-2041",
          "kind": "verify",
          "to": "12065550147"
        }

        """#
    ),
    DemoExample(
      file: "check.json",
      title: "... and what the person typed",
      explanation:
        "That was a guess. The verdict says how many tries are left; the wrong one is recorded first.",
      text: #"""
        {
          "id": "login-2041-entered",
          "kind": "check",
          "verification": "login-2041",
          "code": "123 456"
        }

        """#
    ),
    DemoExample(
      file: "enroll.json",
      title: "A phone to save for a user",
      explanation:
        "Until its code is checked, nothing else goes to that user.",
      text: #"""
        {
          "id": "enroll-user-7",
          "kind": "enroll",
          "subject": "user-7",
          "to": "12065550148",
          "template": "{code} saves this phone for your account at example.com."
        }

        """#
    ),
    DemoExample(
      file: "unenroll.json",
      title: "... and to forget",
      explanation:
        "Older codes no longer work.",
      text: #"""
        {
          "id": "unenroll-user-7",
          "kind": "unenroll",
          "subject": "user-7"
        }

        """#
    ),
    DemoExample(
      file: "message-retried.json",
      title: "HTTP 503: the provider is unavailable for a moment",
      explanation: "The message is tried again automatically, later and later.",
      text: #"""
        {
          "id": "second-attempt",
          "to": "12065551503",
          "body": "The provider answers 503 once, then accepts it."
        }

        """#
    ),
    DemoExample(
      file: "message-forbidden.json",
      title: "HTTP 403: the sender is not ours",
      explanation: "No attempt would succeed, so it fails at once, with a hint.",
      text: #"""
        {
          "id": "wrong-sender",
          "to": "12065550403",
          "body": "The provider answers 403 to this one."
        }

        """#
    ),
    DemoExample(
      file: "message-provider-error.json",
      title: "HTTP 500: the provider fails",
      explanation:
        "Usually the recipient's number is not valid, but the answer does not say so. The provider's list shows that it did not go out: sent again, then given up.",
      text: #"""
        {
          "id": "provider-trouble",
          "to": "12065550500",
          "body": "The provider answers 500."
        }

        """#
    ),
    DemoExample(
      file: "message-doubt.json",
      title: "The connection breaks before the answer: was it sent?",
      explanation:
        "Sent again blindly, it might arrive twice. The provider's own list of messages settles it.",
      text: #"""
        {
          "id": "lost-answer",
          "to": "12065550604",
          "body": "The provider takes this one, and its answer is lost."
        }

        """#
    ),
    DemoExample(
      file: "message-unauthorized.json",
      title: "HTTP 401: the keys are refused",
      explanation:
        "That concerns every message: the account pauses, and is tried with a call that sends nothing until it works. Nothing is lost.",
      text: #"""
        {
          "id": "wrong-keys",
          "to": "12065551401",
          "body": "The provider answers 401 once: the keys do not fit."
        }

        """#
    ),
  ]

  /// A file with mistakes, which cannot be one of the examples.
  static let mistake = DemoExample(
    file: "mistake.json",
    title: "A request with mistakes",
    explanation: "It moves to rejected/, with all its faults and how to repair them beside it.",
    text: #"""
      {
        "too": "12065550142",
        "body": "Hello",
        "priority": "soon"
      }

      """#
  )
}
