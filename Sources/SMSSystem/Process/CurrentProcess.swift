internal import CLinux
internal import Glibc
internal import Synchronization

/// Facts about this process.
package enum CurrentProcess {
  /// The version; the same for all programs of the package.
  ///
  /// It is also in the newest entry of `systemd/debian/changelog`; a test compares the two.
  package static let version = "0.2.0"

  /// The process id.
  package static var identifier: Int32 { getpid() }

  /// The arguments after the program's name, as raw bytes: `CommandLine.arguments` repairs invalid
  /// UTF-8.
  package static var arguments: [[UInt8]] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { word in
        Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
      }
    }
  }

  /// The effective user id.
  package static var user: UInt32 { geteuid() }

  /// The effective group and the further groups, which may be fewer than the user has by now.
  package static var groups: Set<UInt32> {
    let count = getgroups(0, nil)
    guard count > 0 else { return [getegid()] }
    var groups = [gid_t](repeating: 0, count: Int(count))
    let found = getgroups(count, &groups)
    return Set(groups.prefix(Int(max(0, found)))).union([getegid()])
  }

  /// The machine's host name, from `/proc`; empty if that is missing.
  package static var hostName: String {
    let bytes = try? FileDescriptor(opening: "/proc/sys/kernel/hostname").read(upTo: 256)
    return String(decoding: (bytes ?? []).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// The user whose login it belongs to, which `sudo` and `su` do not change (pam_loginuid(8)).
  ///
  /// nil outside a login, as in a service, and where the kernel does not record it.
  package static var loginUser: UInt32? {
    let bytes = (try? FileDescriptor(opening: "/proc/self/loginuid").read(upTo: 16)) ?? []
    let text = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
    return UInt32(text).flatMap { $0 == .max ? nil : $0 }
  }

  /// Ends the process immediately: nothing is flushed, closed or awaited.
  package static func exitAtOnce(status: Int32) -> Never {
    _exit(status)
  }

  /// A path that means the same in every directory; as it is if the current one is gone.
  package static func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    let directory = String(cString: current)
    return directory == "/" ? "/\(path)" : "\(directory)/\(path)"
  }

  /// The path of the running program, without symbolic links.
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

  /// The path of another program in this one's directory.
  ///
  /// - Throws: `SystemError` if `/proc` is not there.
  package static func program(beside name: String) throws(SystemError) -> String {
    let own = try executablePath()
    return own.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/\(name)"
  }

  /// The permissions that new files never get (umask(2)), as set when the process started.
  ///
  /// Read from `/proc`, since the call itself can only set them; all bits if that is missing.
  static let fileModeMask: UInt32 = {
    let bytes = (try? FileDescriptor(opening: "/proc/self/status").read(upTo: 4096)) ?? []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("Umask:\t") {
      return UInt32(line.dropFirst(7), radix: 8) ?? 0o777
    }
    return 0o777
  }()

  private static let unmasking = Mutex(())

  /// Makes a call that creates a directory with these permissions, unaffected by the umask.
  ///
  /// The umask belongs to the whole process: for that moment, files that other threads create get
  /// their permissions unmasked. This does no harm: `createFile` passes the permissions that the
  /// file is to have, and the ledger's files are in a directory of mode 0700.
  /// - Throws: The error of the call.
  static func unmasked(
    _ mode: UInt32,
    _ call: () throws(SystemError) -> Void
  ) throws(SystemError) {
    guard mode & fileModeMask != 0 else { return try call() }
    // One at a time: a second call would restore the empty mask of the first.
    try unmasking.withLock { (_: inout ()) throws(SystemError) in
      let mask = umask(0)
      defer { umask(mask) }
      try call()
    }
  }

  /// Limits the C library to that many memory arenas, instead of eight for each processor.
  ///
  /// Call it once, at the start of a program: existing arenas remain (mallopt(3), `M_ARENA_MAX`).
  /// - Parameter count: The most arenas; 1 or more.
  package static func limitMemoryPools(to count: Int32) {
    mallopt(M_ARENA_MAX, count)
  }

  /// Keeps memory contents, such as keys and codes, out of core dumps, for good.
  package static func forbidCoreDumps() throws(SystemError) {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    try Errno.check("setrlimit") { setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) }
  }

  /// Raises the limit on open descriptors as far as the process is allowed to.
  ///
  /// - Returns: The new limit.
  /// - Throws: `SystemError` if the limit cannot be read or set.
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
