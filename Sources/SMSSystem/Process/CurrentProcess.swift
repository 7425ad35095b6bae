internal import CLinux
internal import Glibc
internal import Synchronization

/// Facts about this process.
package enum CurrentProcess {
  /// The release that it belongs to; every program of the package has the same.
  ///
  /// The newest entry of `systemd/debian/changelog` names it too, and a test holds the two together.
  package static let version = "0.2.0"

  /// The process id.
  package static var identifier: Int32 { getpid() }

  /// The words behind the program's name, as it was given them: `CommandLine.arguments` repairs what
  /// is not UTF-8.
  package static var arguments: [[UInt8]] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { word in
        Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
      }
    }
  }

  /// The user it acts as.
  package static var user: UInt32 { geteuid() }

  /// Ends the process now: nothing is flushed, closed or waited for.
  package static func exitAtOnce(status: Int32) -> Never {
    _exit(status)
  }

  /// The path of the program that runs, without symbolic links.
  ///
  /// - Throws: `SystemError` if `/proc` is not there.
  package static func executablePath() throws(SystemError) -> String {
    let path = "/proc/self/exe"
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try Errno.check("readlink", path) {
      bytes.withUnsafeMutableBytes { buffer in
        buffer.bindMemory(to: CChar.self).baseAddress.map { readlink(path, $0, buffer.count) } ?? 0
      }
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// The permissions that new files never get (umask(2)), as they were at the start.
  ///
  /// From `/proc`, since the call itself can only set them; all of them if that is not there.
  static let fileModeMask: UInt32 = {
    let bytes = (try? FileDescriptor(opening: "/proc/self/status").read(upTo: 4096)) ?? []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("Umask:\t") {
      return UInt32(line.dropFirst(7), radix: 8) ?? 0o777
    }
    return 0o777
  }()

  private static let unmasking = Mutex(())

  /// Makes a call that makes a directory with these permissions, none of them taken by the umask.
  ///
  /// The umask is the whole process's: for that moment, files that other threads make get all the
  /// permissions they are made with. That takes nothing from them that counts: `createFile` is given
  /// the permissions that the file is to have, and SQLite's files lie in a directory of mode 0700.
  /// - Throws: What the call throws.
  static func unmasked(
    _ mode: UInt32,
    _ call: () throws(SystemError) -> Void
  ) throws(SystemError) {
    guard mode & fileModeMask != 0 else { return try call() }
    // One at a time: the second would put back the empty mask of the first.
    try unmasking.withLock { (_: inout ()) throws(SystemError) in
      let mask = umask(0)
      defer { umask(mask) }
      try call()
    }
  }

  /// Lets the C library keep that many pools of freed memory instead of eight for each processor.
  ///
  /// Once, at the start of a program: a pool that is there stays (mallopt(3), `M_ARENA_MAX`).
  /// - Parameter count: The most pools; 1 or more.
  package static func limitMemoryPools(to count: Int32) {
    mallopt(M_ARENA_MAX, count)
  }

  /// Keeps what is in memory, such as keys and codes, out of core dumps, for good.
  ///
  /// - Throws: `SystemError`.
  package static func forbidCoreDumps() throws(SystemError) {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    try Errno.check("setrlimit") { setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) }
  }

  /// Raises the number of descriptors the process may open, as far as it is allowed to.
  ///
  /// - Returns: The number it may open now.
  /// - Throws: `SystemError`.
  @discardableResult
  package static func raiseDescriptorLimit() throws(SystemError) -> UInt64 {
    var limit = rlimit()
    try Errno.check("getrlimit") { getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
    if limit.rlim_cur < limit.rlim_max {
      limit.rlim_cur = limit.rlim_max
      try Errno.check("setrlimit") {
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      }
    }
    return UInt64(limit.rlim_cur)
  }
}
