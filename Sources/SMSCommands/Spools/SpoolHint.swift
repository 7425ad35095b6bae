internal import SMSSystem

/// What to do when a spool's directory cannot be used.
enum SpoolHint {
  static func of(_ error: SystemError, _ spool: ChosenSpool) -> String? {
    if error.isPermissionDenied {
      return """
        The spool belongs to one group of producers: become a member of it (usermod -aG \
        \(group(of: spool)) USER, then log in again).
        """
    }
    if error.isNotFound {
      return """
        The daemon makes the directories of spool \(spool.name) when it starts; \
        '\(ProgramName.value) doctor' tells what is missing.
        """
    }
    return nil
  }

  /// The group of `incoming/`, else of the nearest directory above it that can be seen.
  private static func group(of spool: ChosenSpool) -> String {
    for path in [spool.incoming, spool.results, spool.path] {
      guard let status = try? Directory(entering: path).status() else { continue }
      let account = try? GroupAccount.numbered(status.group)
      return account?.name ?? "\(status.group)"
    }
    return "smsdispatch-submit"
  }
}
