import Glibc
import SMSSystem

/// Creates a symbolic link at a path.
func makeSymbolicLink(_ path: String, to target: String) throws(SystemError) {
  try Errno.check("symlink", path) { symlink(target, path) }
}
