import SMSSystem
import TestSupport
import Testing

@Suite("Files below a directory that others may write to")
struct OpenBeneathTests {
  private let root: TemporaryDirectory
  private let inner: Directory

  init() throws {
    root = try TemporaryDirectory()
    inner = try root.directory.makeDirectory("inner", mode: 0o700)
    try inner.writeReplacing("a", [1], durable: false)
    try root.directory.writeReplacing("b", [2], durable: false)
  }

  private func error(_ path: String) -> SystemError? {
    do throws(SystemError) {
      _ = try inner.openFile(beneath: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("are opened by any path that stays there")
  func inside() throws {
    #expect(try inner.openFile(beneath: "a").read(upTo: 9) == [1])
    try inner.makeDirectory("d", mode: 0o700).writeReplacing("c", [3], durable: false)
    #expect(try inner.openFile(beneath: "d/c").read(upTo: 9) == [3])
    #expect(try inner.openFile(beneath: "d/../a").read(upTo: 9) == [1])
  }

  @Test("are not opened outside, through links, or on another mount")
  func outside() throws {
    #expect(error("../b")?.isCrossDevice == true && error("/etc/passwd")?.isCrossDevice == true)
    try inner.makeSymbolicLink("l", to: "a")
    try inner.makeSymbolicLink("m", to: "..")
    #expect(error("l")?.isSymbolicLink == true && error("m/b")?.isSymbolicLink == true)
    #expect(error("none")?.isNotFound == true && error("a/x")?.isNotDirectory == true)
    let slash = try Directory(path: "/")
    do throws(SystemError) {
      _ = try slash.openFile(beneath: "proc/self/status")
      Issue.record("/proc is a mount of its own")
    } catch {
      #expect(error.isCrossDevice && error.path == "//proc/self/status")
    }
  }
}
