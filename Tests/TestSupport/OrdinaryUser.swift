package import Glibc

/// Makes a process that may do everything one that may not; for the child of an exit test, since
/// there is no way back.
package enum OrdinaryUser {
  /// The user that owns nothing, `nobody` on Debian.
  package static let nobody: uid_t = 65_534

  package struct CannotBecome: Error {}

  /// Root becomes that user; another user stays who it is.
  ///
  /// - Throws: `CannotBecome`, as in a container that has no such user.
  package static func become(_ user: uid_t = nobody) throws(CannotBecome) {
    guard geteuid() == 0 else { return }
    guard setgroups(0, nil) == 0, setgid(user) == 0, setuid(user) == 0, keepOwnFilesOfProc() else {
      throw CannotBecome()
    }
  }

  private typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32

  /// Of `linux/prctl.h`, which the Glibc overlay lacks like the variadic prctl(2) itself.
  private static let setDumpable: Int32 = 4

  /// `/proc/self` belongs to root after a change of user, until the process may be dumped again.
  private static func keepOwnFilesOfProc() -> Bool {
    guard let symbol = dlsym(nil, "prctl") else { return false }
    let control = unsafeBitCast(symbol, to: Control.self)
    return control(setDumpable, 1, 0, 0, 0) == 0
  }
}
