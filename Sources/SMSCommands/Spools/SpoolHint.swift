internal import SMSSystem

/// Hints for a spool directory that cannot be used.
enum SpoolHint {
  static func of(_ error: SystemError, _ spool: ChosenSpool) -> String? {
    if error.isPermissionDenied {
      return denied(group(of: spool))
    }
    if error.isNotFound {
      return """
        The daemon makes the directories of spool \(spool.name) when it starts; \
        '\(ProgramName.value) doctor' says what is missing.
        """
    }
    return nil
  }

  private static func denied(_ group: UInt32?) -> String {
    // Do not suggest membership of root's group.
    guard group != 0 else {
      return """
        The spool belongs to root's group: give its directories to a group of producers (chgrp), \
        and become a member of that.
        """
    }
    let name = group.map(GroupAccount.label) ?? "smsdispatch-submit"
    return """
      The spool belongs to one group of producers: become a member of it (usermod -aG \(name) \
      USER, then log in again).
      """
  }

  /// The group of `incoming/`, or of the nearest directory above it that can be read.
  private static func group(of spool: ChosenSpool) -> UInt32? {
    for path in [spool.incoming, spool.results, spool.path] {
      if let status = try? Directory(entering: path).status() { return status.group }
    }
    return nil
  }
}
