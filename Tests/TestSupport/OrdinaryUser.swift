package import Glibc

/// Drops a process's privileges; for the child of an exit test, since this cannot be undone.
package enum OrdinaryUser {
  /// The user without files of its own: `nobody` on Debian.
  package static let nobody: uid_t = 65_534

  package struct CannotBecome: Error {}

  /// Changes from root to that user; a process of another user stays as it is.
  ///
  /// - Throws: `CannotBecome`, for example in a container without that user.
  package static func become(_ user: uid_t = nobody) throws(CannotBecome) {
    guard geteuid() == 0 else { return }
    guard setgroups(0, nil) == 0, setgid(user) == 0, setuid(user) == 0, keepOwnFilesOfProc() else {
      throw CannotBecome()
    }
  }

  private typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32

  /// From `linux/prctl.h`, which the Glibc overlay lacks, like the variadic prctl(2).
  private static let setDumpable: Int32 = 4

  /// `/proc/self` belongs to root after a change of user, until the process is dumpable again.
  private static func keepOwnFilesOfProc() -> Bool {
    guard let symbol = dlsym(nil, "prctl") else { return false }
    let control = unsafeBitCast(symbol, to: Control.self)
    return control(setDumpable, 1, 0, 0, 0) == 0
  }
}
