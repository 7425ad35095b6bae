internal import Glibc

/// A group known to the machine (getgrnam(3)).
package struct GroupAccount: Equatable, Sendable {
  package let name: String
  package let group: UInt32

  /// Looks a group up by name; nil if there is none.
  ///
  /// - Throws: `SystemError` if the group database cannot be read.
  package static func named(_ name: String) throws(SystemError) -> GroupAccount? {
    try find(String(escaping: name)) { getgrnam_r(name, $0, $1, $2, $3) }
  }

  /// Looks a group up by id; nil if there is none.
  ///
  /// - Throws: `SystemError` if the group database cannot be read.
  package static func numbered(_ group: UInt32) throws(SystemError) -> GroupAccount? {
    try find("\(group)") { getgrgid_r(group, $0, $1, $2, $3) }
  }

  /// The display name of a group: its name, or its number if it has none.
  package static func label(_ group: UInt32) -> String {
    (try? numbered(group))?.name ?? "\(group)"
  }

  private typealias Lookup = (
    UnsafeMutablePointer<Glibc.group>, UnsafeMutablePointer<CChar>, Int,
    UnsafeMutablePointer<UnsafeMutablePointer<Glibc.group>?>
  ) -> Int32

  private static func find(
    _ shown: String,
    _ lookup: Lookup
  ) throws(SystemError) -> GroupAccount? {
    try AccountLookup.find("getgrnam", shown, Glibc.group(), lookup) { found in
      GroupAccount(
        name: found.gr_name.map { String(cString: $0) } ?? shown,
        group: found.gr_gid
      )
    }
  }
}
