import Glibc
import SMSSystem
import Testing

@Suite("System errors")
struct SystemErrorTests {
  @Test("the text names operation, path, cause and code")
  func describes() {
    let error = SystemError(code: EACCES, operation: "openat", path: "incoming/x.json")
    #expect(error.description == "openat incoming/x.json: Permission denied (EACCES)")
    #expect(
      SystemError(code: EMFILE, operation: "epoll_create1").description
        == "epoll_create1: Too many open files (EMFILE)"
    )
    #expect(
      SystemError(code: 4711, operation: "read", path: "x").description
        == "read x: Unknown error (errno 4711)"
    )
  }

  @Test("a path with a newline stays on one line")
  func escapesPath() {
    let error = #expect(throws: SystemError.self) {
      _ = try FileDescriptor(opening: "/nowhere\n/x")
    }
    #expect(error?.description == "open /nowhere\\x0a/x: No such file or directory (ENOENT)")
    #expect(error?.isNotFound == true)
    #expect(error?.hint == "create it, or correct the path")
  }

  @Test(
    "what a person can repair has a hint",
    arguments: [
      (EACCES, "owner, group and mode"), (EROFS, "read-only"), (ENOSPC, "free space"),
      (EDQUOT, "quota"), (EMFILE, "LimitNOFILE"), (EIO, "kernel's log"),
      (EXDEV, "one file system"),
    ]
  )
  func hints(_ code: Int32, _ words: String) {
    let error = SystemError(code: code, operation: "renameat2", path: "incoming/x.json")
    #expect(error.hint?.contains(words) == true)
  }

  @Test("an interrupted call is made again")
  func goesOnAfterSignals() throws {
    var calls = 0
    let value: Int = try Errno.check("read") {
      calls += 1
      errno = EINTR
      return calls < 3 ? -1 : 7
    }
    #expect(value == 7)
    #expect(calls == 3)
  }

  @Test("a null pointer is an end or an error")
  func judgesPointers() throws {
    let end: UnsafeRawPointer? = try Errno.checkPointer("readdir") { nil }
    #expect(end == nil)
    #expect(throws: SystemError(code: EIO, operation: "readdir", path: "d")) {
      let _: UnsafeRawPointer? = try Errno.checkPointer("readdir", "d") {
        errno = EIO
        return nil
      }
    }
  }

  @Test("a returned number is an error's code")
  func judgesNumbers() throws {
    try Errno.checkReturned("posix_spawn") { 0 }
    #expect(throws: SystemError(code: ENOENT, operation: "posix_spawn")) {
      try Errno.checkReturned("posix_spawn") { ENOENT }
    }
  }
}
