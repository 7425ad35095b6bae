import Glibc
import SMSSystem
import TestSupport
import Testing

@Suite("Facts about processes and accounts")
struct ProcessFactsTests {
  @Test("memory, processor time and threads of a process are measured")
  func measures() throws {
    let usage = try ProcessUsage()
    #expect((1 << 20..<1 << 32).contains(usage.residentBytes))
    #expect(usage.processorNanoseconds >= 0)
    #expect((1..<1000).contains(usage.threads))
    #expect(usage.virtualBytes >= usage.residentBytes)
    let absent = #expect(throws: SystemError.self) { _ = try ProcessUsage(of: -1) }
    #expect(absent?.isNotFound == true)
  }

  @Test("open descriptors are counted, and the start of a process is in the past")
  func descriptorsAndStart() throws {
    // Other tests open and close files meanwhile; the standard streams are always there.
    #expect(try ProcessUsage.openDescriptors() >= 3)
    let status = try #require(ProcessStatus(of: CurrentProcess.identifier))
    let age = Clocks.wall - ProcessUsage.start(of: status)
    #expect((0..<86_400_000_000_000).contains(age))
  }

  @Test("the program has a path, and as many descriptors as it may have")
  func knowsItself() throws {
    #expect(try CurrentProcess.executablePath().hasPrefix("/"))
    let limit = try CurrentProcess.raiseDescriptorLimit()
    #expect(limit >= 1024)
    #expect(try CurrentProcess.raiseDescriptorLimit() == limit)
  }

  @Test("owners have the names that the machine knows, or their numbers")
  func labels() {
    #expect(UserAccount.label(0) == "root")
    #expect(GroupAccount.label(0) == "root")
    #expect(UserAccount.label(4_294_967_000) == "4294967000")
    #expect(GroupAccount.label(4_294_967_000) == "4294967000")
  }

  @Test("the environment is read")
  func readsEnvironment() {
    #expect(Environment.value(of: "PATH") == Environment.all()["PATH"])
    #expect(Environment.value(of: "SMSDISPATCH_NO_SUCH_VARIABLE") == nil)
  }

  @Test("users and groups are found by name and by number")
  func findsAccounts() throws {
    let root = UserAccount(name: "root", user: 0, group: 0)
    #expect(try UserAccount.named("root")?.user == 0)
    #expect(try UserAccount.numbered(0) == UserAccount.named(root.name))
    #expect(try GroupAccount.named("root") == GroupAccount.numbered(0))
    #expect(try UserAccount.named("no-such-user") == nil)
    #expect(try UserAccount.numbered(4_000_000_000) == nil)
    #expect(try GroupAccount.named("no-such-group") == nil)
    #expect(try GroupAccount.numbered(4_000_000_000) == nil)
    #expect(root.groups().contains(0))
  }

  @Test("a stream is the journal's only if the service manager named that very stream")
  func journal() async {
    await #expect(processExitsWith: .success) {
      #expect(!StandardStream.error.isJournal)
      let status = try FileStatus(of: "/proc/self/fd/2")
      setenv("JOURNAL_STREAM", "\(status.device):\(status.inode)", 1)
      #expect(StandardStream.error.isJournal)
      setenv("JOURNAL_STREAM", "\(status.device):\(status.inode + 1)", 1)
      #expect(!StandardStream.error.isJournal)
    }
  }

  @Test("a file is not a terminal and has no width; lines are written to it whole")
  func writesLines() async throws {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent]
    ) {
      try StandardStream.error.write(line: "is terminal: \(StandardStream.error.isTerminal)")
      try StandardStream.error.write(line: "columns: \(StandardStream.error.columns ?? 0)")
    }
    let output = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(output.contains("is terminal: false\ncolumns: 0\n"))
  }
}
