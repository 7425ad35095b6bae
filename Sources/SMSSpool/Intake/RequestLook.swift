internal import SMSSystem

/// What one look at a request file found.
enum RequestLook {
  /// It is not there any more.
  case gone
  /// The process or the machine cannot open anything now.
  case blocked(SystemError)
  /// The device fails at this file; it stays where it is.
  case skipped(SystemError)
  case found(FileStatus, Finding)

  enum Finding {
    case request(Request)
    /// Not acceptable, but it may still be in the making.
    case unfinished(Refusal)
    /// It has more than one link: a submission by link(2), or for ever.
    case linked(Refusal)
    case refused(Refusal)
  }
}
