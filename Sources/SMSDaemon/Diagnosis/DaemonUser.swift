package import SMSSystem

/// The user that the daemon runs as, or would run as.
package struct DaemonUser: Sendable {
  package let account: UserAccount
  package let access: FileAccess

  /// The unit's user, else the owner of the state directory, else the user that the installation
  /// creates, else the current user.
  ///
  /// - Parameters:
  ///   - configuration: What the daemon would run with.
  ///   - unit: The unit that runs it, if one is known.
  package init?(_ configuration: Configuration, unit: ServiceUnit?) {
    guard let account = Self.find(configuration, unit) else { return nil }
    self.account = account
    let more = (unit?.supplementaryGroups ?? []).compactMap { name in
      (try? GroupAccount.named(name))?.group
    }
    access = FileAccess(user: account.user, groups: account.groups().union(more))
  }

  private static func find(_ configuration: Configuration, _ unit: ServiceUnit?) -> UserAccount? {
    if let unit {
      let name = unit.user.isEmpty ? "root" : unit.user
      if let user = try? UserAccount.named(name) { return user }
    }
    if let status = try? Directory(entering: configuration.state).status() {
      return try? UserAccount.numbered(status.user)
    }
    if configuration.state == "/var/lib/smsdispatch",
      let user = try? UserAccount.named("smsdispatch")
    {
      return user
    }
    return try? UserAccount.numbered(UserAccount.effectiveUser)
  }

  /// Whether this process sees files as the daemon does.
  package var isSeenByThisProcess: Bool {
    UserAccount.effectiveUser == 0 || UserAccount.effectiveUser == account.user
  }
}
