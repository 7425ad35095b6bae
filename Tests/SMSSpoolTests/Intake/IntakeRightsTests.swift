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
      let bench = try IntakeFixture()
      try bench.directory(.incoming)
        .writeReplacing("a.json", Array(IntakeFixture.request.utf8), mode: 0, durable: false)
      await bench.start()
      #expect(try bench.names(in: .rejected) == [])
      bench.clock.advance(seconds: 10)
      await bench.look()
      let error = try bench.error("a.json", in: .results)
      #expect(error["code"] == "unreadable_request")
      #expect(error["message"]?.string?.contains("may not read") == true)
      let hint = error["hint"]?.string ?? ""
      #expect(hint.contains("Its mode is 0, its owner \(geteuid())"))
      let number = try bench.directory(.incoming).status().group
      let group = try GroupAccount.numbered(number)?.name ?? "\(number)"
      #expect(hint.contains("chmod 644, or chgrp \(group) and chmod 640"), "\(hint)")
      #expect(await bench.ledger.submissions.isEmpty)
    }
  }

  @Test("a file that was closed with rights for its owner only is taken once they are changed")
  func rightsFollow() async {
    await #expect(processExitsWith: .success) {
      try OrdinaryUser.become()
      let bench = try IntakeFixture()
      await bench.start()
      let incoming = try bench.directory(.incoming)
      // Opened before the rights are taken, since a producer of another user is not at hand.
      let file = try incoming.createFile("a.json", mode: 0)
      try file.write(Array(IntakeFixture.request.utf8))
      _ = consume file
      try bench.drop("b.json")
      _ = try await bench.ledger.batches.next()
      await bench.intake.idle()
      #expect(try bench.names(in: .incoming) == ["a.json"])
      #expect(chmod(bench.layout.path(of: .incoming) + "/a.json", 0o640) == 0)
      _ = try await bench.ledger.batches.next()
      #expect(await bench.ledger.submissions.map(\.name.id) == ["b", "a"])
    }
  }

  @Test("a refused file that cannot be moved has one reason, however often that is tried")
  func stuckRefusal() async {
    await #expect(processExitsWith: .success) {
      try OrdinaryUser.become()
      let bench = try IntakeFixture()
      try bench.directory(.taken).writeReplacing("7-a.json", Array("{}".utf8), durable: false)
      let path = bench.layout.path(of: .taken)
      #expect(chmod(path, 0o500) == 0)
      await bench.start()
      for _ in 0..<3 {
        bench.clock.advance(seconds: 1)
        await bench.look()
      }
      #expect(try bench.names(in: .rejected) == ["1-a.json.reason.json"])
      #expect(chmod(path, 0o700) == 0)
      bench.clock.advance(seconds: 1)
      await bench.look()
      #expect(try bench.names(in: .rejected) == ["1-a.json", "1-a.json.reason.json"])
    }
  }

  @Test("a foreign directory that can be neither moved nor removed is left, and said once")
  func foreignDirectory() async {
    await #expect(processExitsWith: .success) {
      try OrdinaryUser.become()
      let bench = try IntakeFixture()
      let incoming = try bench.directory(.incoming)
      let inner = try incoming.makeDirectory("x.json", mode: 0o755)
      try inner.writeReplacing("inside", [], durable: false)
      // Moving a directory elsewhere changes its "..", which takes the right to write in it.
      let path = bench.layout.path(of: .incoming) + "/x.json"
      #expect(chmod(path, 0o555) == 0)
      try incoming.makeDirectory("empty.json", mode: 0o555)
      for name: FileName in ["a.json", "b.json"] {
        try bench.drop(name)
        if name == "a.json" { await bench.start() } else { await bench.look() }
      }
      #expect(try bench.names(in: .incoming) == ["x.json"])
      #expect(await bench.ledger.submissions.map(\.name.id) == ["a", "b"])
      let left = bench.reports.values.filter { if case .left = $0 { true } else { false } }
      guard left.count == 1, case .left(file: "x.json", let cause) = left[0] else {
        Issue.record("\(left)")
        return
      }
      #expect(cause.contains("EACCES"))
      #expect(
        bench.reports.values.contains(.removed(file: "empty.json", cause: "an empty directory"))
      )
      #expect(try bench.names(in: .rejected) == [])
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
      let bench = try IntakeFixture()
      try bench.drop("a.json")
      await bench.start()
      try bench.drop("b.json")
      await bench.look()
      #expect(await bench.ledger.submissions.map(\.name.id) == ["a", "b"])
      guard bench.reports.values.count == 2, case .notWatching(let error) = bench.reports.values[0]
      else {
        Issue.record("\(bench.reports.values)")
        return
      }
      #expect(error.isOutOfDescriptors)
      for instance in instances { close(instance) }
      await bench.look()
      #expect(bench.reports.values.last == .watching)
      try bench.drop("c.json")
      _ = try await bench.ledger.batches.next(3)
    }
  }
}
