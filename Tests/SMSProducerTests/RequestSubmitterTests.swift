import SMSProducer
import SMSSystem
import TestSupport
import Testing

@Suite("Submitting requests", .throttled)
struct RequestSubmitterTests {
  private let directory: TemporaryDirectory
  private let submitter: RequestSubmitter

  init() throws {
    directory = try TemporaryDirectory()
    submitter = try RequestSubmitter(path: directory.path)
  }

  private func names() throws -> [FileName] {
    var listing = try directory.directory.listing()
    var names: [FileName] = []
    while let entry = try listing.next() { names.append(entry.name) }
    return names.sorted()
  }

  @Test("A request appears under its name, readable for the group, and nothing is left beside it")
  func one() throws {
    let name = try submitter.submit(Array("{}".utf8), named: "order-7")
    #expect(try names() == ["order-7.json"])
    #expect(name == "order-7.json")
    #expect(try directory.directory.read(name, upTo: 10) == Array("{}".utf8))
    #expect(try directory.directory.status(name).mode == 0o640)
  }

  @Test("A draft hides behind a dot until it is published")
  func draft() throws {
    let draft = try submitter.draft(Array("{}".utf8))
    let hidden = try names()
    #expect(hidden.count == 1)
    #expect(hidden.allSatisfy { $0.hasPrefix(".") })
    try submitter.publish(draft, named: "a")
    #expect(try names() == ["a.json"])
  }

  @Test("A request that waits under the same name is never replaced")
  func taken() throws {
    try submitter.submit([1], named: "a")
    let other = try submitter.submit([2], named: "a")
    #expect(other.hasPrefix("a."))
    #expect(other.hasSuffix(".json"))
    #expect(try directory.directory.read("a.json", upTo: 10) == [1])
    #expect(try directory.directory.read(other, upTo: 10) == [2])
  }

  @Test("A group is submitted whole, and leaves nothing beside it")
  func group() throws {
    try submitter.submit((0..<3).map { ("b.\($0)", [UInt8($0)]) })
    #expect(try names() == ["b.0.json", "b.1.json", "b.2.json"])
    #expect(try directory.directory.read("b.2.json", upTo: 10) == [2])
  }

  @Test("What was taken cannot be withdrawn")
  func withdraw() throws {
    let name = try submitter.submit([1], named: "a")
    #expect(submitter.withdraw(name))
    #expect(!submitter.withdraw(name))
    #expect(try names().isEmpty)
  }
}
