import Glibc
import SMSCore
import SMSJSON
import SMSSpool
import SMSSystem
import TestSupport
import Testing

/// What only a daemon without root's rights meets: each test is a process of its own.
@Suite(.serialized) struct IntakeRightsTests {
  @Test("a file that may not be read is refused with the mode and the group it needs")
  func unreadable() async {
    await #expect(processExitsWith: .success) {
      try OrdinaryUser.become()
      let fixture = try IntakeFixture()
      try fixture.directory(.incoming)
        .writeReplacing("a.json", Array(IntakeFixture.request.utf8), mode: 0, durable: false)
      await fixture.start()
      #expect(try fixture.names(in: .rejected) == [])
      fixture.clock.advance(seconds: 10)
      await fixture.look()
      let error = try fixture.error("a.json", in: .results)
      #expect(error["code"] == "unreadable_request")
      #expect(error["message"]?.string?.contains("may not read") == true)
      let hint = error["hint"]?.string ?? ""
      #expect(hint.contains("Its mode is 0, its owner \(geteuid())"))
      let number = try fixture.directory(.incoming).status().group
      let group = try GroupAccount.numbered(number)?.name ?? "\(number)"
      #expect(hint.contains("chmod 644, or chgrp \(group) and chmod 640"), "\(hint)")
      #expect(await fixture.ledger.submissions.isEmpty)
    }
  }

  @Test("a file that was closed with rights for its owner only is taken once they are changed")
  func rightsFollow() async {
    await #expect(processExitsWith: .success) {
      try OrdinaryUser.become()
      let fixture = try IntakeFixture()
      await fixture.start()
      let incoming = try fixture.directory(.incoming)
      // Opened before the rights are taken, since a producer of another user is not at hand.
      let file = try incoming.createFile("a.json", mode: 0)
      try file.write(Array(IntakeFixture.request.utf8))
      _ = consume file
      try fixture.drop("b.json")
      _ = try await fixture.ledger.batches.next()
      await fixture.intake.idle()
      #expect(try fixture.names(in: .incoming) == ["a.json"])
      #expect(chmod(fixture.layout.path(of: .incoming) + "/a.json", 0o640) == 0)
      _ = try await fixture.ledger.batches.next()
      #expect(await fixture.ledger.submissions.map(\.name.id) == ["b", "a"])
    }
  }

  @Test("a refused file that cannot be moved has one reason, however often that is tried")
  func stuckRefusal() async {
    await #expect(processExitsWith: .success) {
      try OrdinaryUser.become()
      let fixture = try IntakeFixture()
      try fixture.directory(.taken).writeReplacing("7-a.json", Array("{}".utf8), durable: false)
      let path = fixture.layout.path(of: .taken)
      #expect(chmod(path, 0o500) == 0)
      await fixture.start()
      for _ in 0..<3 {
        fixture.clock.advance(seconds: 1)
        await fixture.look()
      }
      #expect(try fixture.names(in: .rejected) == ["1-a.json.reason.json"])
      #expect(chmod(path, 0o700) == 0)
      fixture.clock.advance(seconds: 1)
      await fixture.look()
      #expect(try fixture.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
    }
  }

  @Test("a foreign directory that can be neither moved nor removed is left, and said once")
  func foreignDirectory() async {
    await #expect(processExitsWith: .success) {
      try OrdinaryUser.become()
      let fixture = try IntakeFixture()
      let incoming = try fixture.directory(.incoming)
      let inner = try incoming.makeDirectory("x.json", mode: 0o755)
      try inner.writeReplacing("inside", [], durable: false)
      // Moving a directory elsewhere changes its "..", which takes the right to write in it.
      let path = fixture.layout.path(of: .incoming) + "/x.json"
      #expect(chmod(path, 0o555) == 0)
      try incoming.makeDirectory("empty.json", mode: 0o555)
      for name: FileName in ["a.json", "b.json"] {
        try fixture.drop(name)
        if name == "a.json" { await fixture.start() } else { await fixture.look() }
      }
      #expect(try fixture.names(in: .incoming) == ["x.json"])
      #expect(await fixture.ledger.submissions.map(\.name.id) == ["a", "b"])
      let left = fixture.reports.values.filter { if case .left = $0 { true } else { false } }
      guard left.count == 1, case .left(file: "x.json", let cause) = left[0] else {
        Issue.record("\(left)")
        return
      }
      #expect(cause.contains("EACCES"))
      #expect(
        fixture.reports.values.contains(.removed(file: "empty.json", cause: "an empty directory"))
      )
      #expect(try fixture.names(in: .rejected) == [])
      #expect(chmod(path, 0o755) == 0)
    }
  }

  @Test(
    "at the limit of inotify the scan finds requests, said once, until there is room again",
    .enabled(if: geteuid() == 0, "the limit is a user's, and this one may have other work")
  )
  func inotifyLimit() async {
    await #expect(processExitsWith: .success) {
      // A user of its own, whose instances nobody else counts on.
      try OrdinaryUser.become(64_917)
      var instances: [Int32] = []
      while case let instance = inotify_init1(Int32(IN_CLOEXEC)), instance >= 0 {
        instances.append(instance)
      }
      let fixture = try IntakeFixture()
      try fixture.drop("a.json")
      await fixture.start()
      try fixture.drop("b.json")
      await fixture.look()
      #expect(await fixture.ledger.submissions.map(\.name.id) == ["a", "b"])
      guard fixture.reports.values.count == 2,
        case .notWatching(let error) = fixture.reports.values[0]
      else {
        Issue.record("\(fixture.reports.values)")
        return
      }
      #expect(error.isOutOfDescriptors)
      for instance in instances { close(instance) }
      await fixture.look()
      #expect(fixture.reports.values.last == .watching)
      try fixture.drop("c.json")
      _ = try await fixture.ledger.batches.next(3)
    }
  }
}
