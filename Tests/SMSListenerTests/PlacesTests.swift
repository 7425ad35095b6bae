import SMSCore
import TestSupport
import Testing

@testable import SMSListener

@Suite("Places for connections", .timeLimit(.minutes(10)), .throttled)
struct PlacesTests {
  /// So long that no connection is cut for its silence.
  private static let patience = Interval(seconds: 86_400)
  private static let receipt = #"{"id":"mdr2-1","attributes":{"status":"smsc submit"}}"#
  private static let call = Caller.request("POST", ListenerFixture.path("receipt"), body: receipt)

  @Test("600 silent connections keep no receipt waiting: the oldest of them go")
  func silent() async throws {
    let fixture = try await ListenerFixture.open(patience: Self.patience)
    let silent = try (0..<600).map { _ in try Caller(port: fixture.port) }
    #expect(try await fixture.post("receipt", Self.receipt) == 200)
    for caller in silent.prefix(600 - 256) { #expect(await caller.isEnded()) }
    try await silent[599].write(Self.call)
    #expect(await silent[599].answer()?.status == 200)
    await fixture.listener.stop()
  }

  @Test("are kept by connections that have sent a request line with the token, and no other")
  func known() async throws {
    let fixture = try await ListenerFixture.open(patience: Self.patience, connections: 4)
    let known = try Caller(port: fixture.port)
    let guessing = try Caller(port: fixture.port)
    try await known.write("POST \(ListenerFixture.path("receipt"))?a=b HTTP/1.1\r\n")
    try await guessing.write("POST /flowroute/guess/receipt HTTP/1.1\r\n")
    try await fixture.catchUp()
    let silent = try (0..<20).map { _ in try Caller(port: fixture.port) }
    try await fixture.catchUp()
    #expect(await guessing.isEnded())
    for caller in silent.prefix(16) { #expect(await caller.isEnded()) }
    try await known.write(
      "Host: a\r\nContent-Length: \(Self.receipt.utf8.count)\r\n\r\n\(Self.receipt)"
    )
    #expect(await known.answer()?.status == 200)
    await fixture.listener.stop()
  }

  @Test("are held by one address up to half of them, while others are free")
  func oneAddress() async throws {
    let fixture = try await ListenerFixture.open(
      patience: Self.patience,
      connections: 8,
      trusted: []
    )
    let other = try Caller(port: fixture.port, from: 3)
    let silent = try (0..<6).map { _ in try Caller(port: fixture.port, from: 2) }
    for caller in silent.prefix(2) { #expect(await caller.isEnded()) }
    for caller in silent.suffix(4) + [other] {
      try await caller.write(Self.call)
      #expect(await caller.answer()?.status == 200)
    }
    await fixture.listener.stop()
  }

  @Test("are all there for this machine, where a reverse proxy calls for many")
  func loopback() async throws {
    let fixture = try await ListenerFixture.open(patience: Self.patience, connections: 8)
    let callers = try (0..<8).map { _ in try Caller(port: fixture.port, from: 2) }
    for caller in callers {
      try await caller.write(Self.call)
      #expect(await caller.answer()?.status == 200)
    }
    await fixture.listener.stop()
  }

  @Test("go from the oldest stranger to the newcomer")
  func oldest() {
    var places = Places<Int, String>(limit: 3)
    #expect((1...3).allSatisfy { places.enter($0, from: nil) == nil })
    places.know(1)
    #expect(places.enter(4, from: nil) == 2)
    places.leave(3)
    #expect(places.enter(5, from: nil) == nil)
    #expect(places.enter(6, from: nil) == 4)
    // One that went does not come back by what is heard of it later.
    places.know(4)
    #expect(places.enter(7, from: nil) == 5)
  }

  @Test("are one more than there are, if all but the newcomer are known")
  func allKnown() {
    var places = Places<Int, String>(limit: 2)
    for number in 1...3 {
      #expect(places.enter(number, from: nil) == nil)
      places.know(number)
    }
    #expect(places.enter(4, from: nil) == nil)
    #expect(places.enter(5, from: nil) == 4)
  }

  @Test("have a share for the strangers of each site, and none for a site of many")
  func share() {
    var places = Places<Int, String>(limit: 6)
    #expect((1...3).allSatisfy { places.enter($0, from: "a") == nil })
    #expect(places.enter(4, from: "a") == 1)
    places.know(2)
    #expect(places.enter(5, from: "a") == nil)
    #expect(places.enter(6, from: "b") == nil)
    #expect(places.enter(7, from: "a") == 3)
    var shared = Places<Int, String>(limit: 6)
    #expect((1...6).allSatisfy { shared.enter($0, from: nil) == nil })
  }
}

@Suite("Addresses that call")
struct AddressRangeTests {
  @Test(
    "belong to a network or not",
    arguments: [
      ("127.0.0.0/8", "127.1.2.3", true), ("10.1.2.3", "10.1.2.3", true),
      ("10.1.2.3", "10.1.2.4", false), ("10.1.2.3/24", "10.1.2.4", true),
      ("10.1.2.128/25", "10.1.2.127", false), ("10.1.2.128/25", "10.1.2.255", true),
      ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("::/0", "10.0.0.1", true),
      ("10.0.0.0/8", "::ffff:10.9.9.9", true), ("::1", "::1", true), ("::1", "::2", false),
      ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
    ]
  )
  func ranges(_ range: String, _ address: String, _ isInside: Bool) throws {
    let address = try #require(IPAddress(address))
    #expect(try #require(AddressRange(range)).contains(address) == isInside)
  }

  @Test(
    "are written in digits",
    arguments: [
      "", "/", "nginx", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129",
      "10.0.0", "10.0.0.0/-1", "10.0.0.0/ 8",
    ]
  )
  func noRange(_ text: String) {
    #expect(AddressRange(text) == nil)
  }

  @Test("are one site where they are one customer's")
  func sites() throws {
    func site(_ text: String) throws -> IPAddress { try #require(IPAddress(text)).site }
    #expect(try site("2001:db8:0:1::1") == site("2001:db8:0:1:ffff::9"))
    #expect(try site("2001:db8:0:1::1") != site("2001:db8:0:2::1"))
    #expect(try site("10.0.0.1") == site("::ffff:10.0.0.1"))
    #expect(try site("10.0.0.1") != site("10.0.0.2"))
  }
}
