internal import SMSListener
internal import SMSPage

/// The answers of the page that no process makes, and the headers of all of them.
enum PageDocuments {
  /// What a browser may do with a page: nothing but show it, with what comes from here.
  static let headers: [(name: String, value: String)] = [
    (
      "Content-Security-Policy",
      """
      default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
      """
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  static func document(_ status: UInt32, _ text: String) -> WebAnswer {
    WebAnswer(
      status: status,
      contentType: PageAnswer.html,
      body: .bytes(Array(text.utf8)),
      headers: headers
    )
  }

  static func notice(_ status: UInt32, _ notice: PageNotice) -> WebAnswer {
    document(status, notice.document)
  }

  /// Sends the browser on.
  static func seeOther(_ location: String) -> WebAnswer {
    WebAnswer(status: 303, headers: headers + [("Location", location)])
  }

  /// A file that never changes under its name.
  static func asset(_ path: String) -> WebAnswer {
    guard let asset = PageAsset.named(String(path.dropFirst(PageAsset.base.count))) else {
      return notice(404, PageNotice("There is no such file", "Load the page again."))
    }
    return WebAnswer(
      status: 200,
      contentType: asset.contentType,
      body: .bytes(Array(asset.text.utf8)),
      headers: headers + [("Cache-Control", "public, max-age=31536000, immutable")]
    )
  }

  static let noSession = notice(403, .sessionOver)
  static let loginOver = notice(410, .loginOver)

  static let badForm = notice(
    403,
    PageNotice(
      "This form is not good any more",
      "It is older than an hour, of another session, or from before the daemon's last start. "
        + "Nothing was done. Open the page again."
    )
  )

  static let usedForm = notice(
    409,
    PageNotice(
      "This was sent already",
      "A form is carried out once, so that nothing is done twice. Open the page again."
    )
  )

  static let mayNotAct = notice(
    403,
    PageNotice(
      "This session reads",
      "A session acts for 30 minutes from its login, if it was asked for to act. Nothing was done. "
        + "For a session that acts:",
      command: "smsdispatch console --act"
    )
  )

  static let tooManyStreams = notice(
    503,
    PageNotice("Too many open pages", "This page is not kept current. Close others.")
  )

  static let ledgerFails = notice(
    503,
    PageNotice(
      "The ledger cannot be written or read",
      "Logins, and what is shown in full, are entered there first. Nothing was done.",
      command: "journalctl -u smsdispatch"
    )
  )

  static func fault(_ fault: PageFault) -> WebAnswer {
    switch fault {
    case .busy:
      var answer = notice(
        503,
        PageNotice(
          "Too much is asked for",
          "Other pages are being made. Try again in a few seconds."
        )
      )
      answer.headers.append(("Retry-After", "3"))
      return answer
    case .tooLong:
      return notice(504, PageNotice("This took too long", "It was given up after 30 seconds."))
    case .broken:
      return notice(
        500,
        PageNotice(
          "The page cannot be made",
          "The daemon's log says why.",
          command: "journalctl -u smsdispatch"
        )
      )
    case .stopping, .left:
      return notice(503, PageNotice("The daemon is stopping", "Load the page again when it runs."))
    }
  }
}
