internal import Glibc

/// A user known to the machine (getpwnam(3)).
package struct UserAccount: Equatable, Sendable {
  package let name: String
  package let user: UInt32

  /// The user's primary group.
  package let group: UInt32

  package init(name: String, user: UInt32, group: UInt32) {
    self.name = name
    self.user = user
    self.group = group
  }

  /// The effective user id of this process.
  package static var effectiveUser: UInt32 { geteuid() }

  /// The effective group id of this process.
  package static var effectiveGroup: UInt32 { getegid() }

  /// Looks a user up by name; nil if there is none.
  ///
  /// - Throws: `SystemError` if the user database cannot be read.
  package static func named(_ name: String) throws(SystemError) -> UserAccount? {
    try find(String(escaping: name)) { getpwnam_r(name, $0, $1, $2, $3) }
  }

  /// Looks a user up by id; nil if there is none.
  ///
  /// - Throws: `SystemError` if the user database cannot be read.
  package static func numbered(_ user: UInt32) throws(SystemError) -> UserAccount? {
    try find("\(user)") { getpwuid_r(user, $0, $1, $2, $3) }
  }

  /// The display name of a user: the name, or the number if it has none.
  package static func label(_ user: UInt32) -> String {
    (try? numbered(user))?.name ?? "\(user)"
  }

  /// The user's groups, including the primary one (getgrouplist(3)).
  package func groups() -> Set<UInt32> {
    var count = Self.mostGroups
    var groups = [gid_t](repeating: 0, count: Int(count))
    guard getgrouplist(name, group, &groups, &count) >= 0 else { return [group] }
    return Set(groups.prefix(Int(count)))
  }

  /// The kernel's limit (`NGROUPS_MAX`).
  private static let mostGroups: Int32 = 65_536

  private typealias Lookup = (
    UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
    UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
  ) -> Int32

  private static func find(
    _ shown: String,
    _ lookup: Lookup
  ) throws(SystemError) -> UserAccount? {
    try AccountLookup.find("getpwnam", shown, passwd(), lookup) { found in
      UserAccount(
        name: found.pw_name.map { String(cString: $0) } ?? shown,
        user: found.pw_uid,
        group: found.pw_gid
      )
    }
  }
}
