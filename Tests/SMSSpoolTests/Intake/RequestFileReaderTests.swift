import Glibc
import SMSCore
import SMSJSON
import SMSSystem
import TestSupport
import Testing

@testable import SMSSpool

/// Files whose size is not what fstat(2) said when they are read.
@Suite struct RequestFileReaderTests {
  @Test("a file that grows while it is read is read no further than a request is long")
  func growing() throws {
    // The kernel writes it as it is read: its size is 0 before, and hundreds of KiB then.
    let finding = try look(at: "smaps", in: "/proc/self")
    guard case .refused(let refusal) = finding else {
      Issue.record("\(finding)")
      return
    }
    #expect(refusal.error.code == .requestTooLarge)
  }

  @Test("a file that is truncated while it is read is judged by what is there, and may go on")
  func truncated() throws {
    // It has a page's size before, and some bytes when it is read.
    let finding = try look(at: "online", in: "/sys/devices/system/cpu")
    guard case .unfinished(let refusal) = finding else {
      Issue.record("\(finding)")
      return
    }
    #expect(refusal.error.code == .invalidRequest)
  }

  @Test(
    "a device is refused by its kind, and nothing of it is read",
    .enabled(if: Self.canMakeDevices, "making a device node takes a right")
  )
  func device() async throws {
    let fixture = try IntakeFixture()
    let path = fixture.layout.path(of: .incoming) + "/x.json"
    #expect(mknod(path, S_IFCHR | 0o644, Self.zero) == 0)
    try fixture.drop("good.json")
    await fixture.start()
    let error = try fixture.error("x.json", in: .results)
    #expect(error["code"] == "unreadable_request")
    #expect(error["message"]?.string?.contains("a device") == true)
    #expect(await fixture.ledger.submissions.map(\.name.id) == ["good"])
    #expect(try fixture.names(in: .incoming) == [])
  }

  private func look(at name: FileName, in path: String) throws -> RequestLook.Finding? {
    let looker = RequestFileReader(
      decoder: RequestDecoder(rules: Sample.rules),
      group: "producers",
      now: Sample.now
    )
    let look = looker.look(at: name, original: "a.json", in: try Directory(path: path))
    guard case .found(_, let finding) = look else { return nil }
    return finding
  }

  /// `/dev/zero`, which would never end.
  private static let zero = dev_t(1 << 8 | 5)

  private static var canMakeDevices: Bool {
    guard let directory = try? TemporaryDirectory() else { return false }
    return mknod(directory.path("zero"), S_IFCHR | 0o644, zero) == 0
  }
}
