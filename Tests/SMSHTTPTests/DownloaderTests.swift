import SMSCore
import SMSHTTP
import SMSSystem
import Synchronization
import TestSupport
import Testing

@Suite("The downloader", .timeLimit(.minutes(10)), .throttled)
struct DownloaderTests {
  /// What a sink received.
  private final class Sink: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  private static func rule(for server: ScriptedServer) -> DownloadRule {
    var rule = DownloadRule()
    rule.ownServers = [server.url]
    return rule
  }

  private static func fetch(
    _ url: String,
    by rule: DownloadRule,
    bytes: Int64 = 1_000,
    seconds: Double = 30,
    into sink: Sink = Sink(),
    downloader: Downloader = Downloader(label: "download")
  ) async throws -> Result<Int64, DownloadFault> {
    let link = try #require(DownloadLink(url, by: rule))
    let limits = DownloadLimits(bytes: bytes, time: Interval(seconds: seconds))
    return await downloader.fetch(link, by: rule, within: limits) { bytes in
      sink.bytes.withLock { $0.append(contentsOf: bytes) }
    }
  }

  @Test("fetches a file without keys, cookies or compression")
  func whole() async throws {
    let server = try ScriptedServer(.readRequest, .answer("200 OK", body: "a picture"))
    let sink = Sink()
    let rule = Self.rule(for: server)
    let result = try await Self.fetch("\(server.url)/a/b.jpg?c=d", by: rule, into: sink)
    #expect(result == .success(9))
    #expect(sink.bytes.withLock { String(decoding: $0, as: UTF8.self) } == "a picture")
    let head = try await server.requests.next().head
    #expect(head.hasPrefix("GET /a/b.jpg?c=d HTTP/1.1"))
    for name in ["Authorization", "Cookie", "Accept-Encoding", "Referer"] {
      #expect(!head.lowercased().contains(name.lowercased() + ":"), "\(name)")
    }
  }

  @Test(
    "reports what is not a whole file of the allowed size",
    arguments: [
      ([ScriptedStep.answer("404 Not Found", body: "nothing")], DownloadFault.status(404)),
      ([.answer("302 Found", headers: ["Location: http://127.0.0.1:1/"])], .status(302)),
      ([.answer("204 No Content")], .status(204)),
      ([.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"), .hang], .tooLarge),
      ([.send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1_001))], .tooLarge),
      (
        [.send("HTTP/1.1 500 No\r\n\r\n" + String(repeating: "x", count: 1_001))], .status(500)
      ),
      ([.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")], .connection),
      ([.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort")], .connection),
      ([.send("hello\r\n\r\n")], .connection), ([.reset], .connection),
      (
        [.send("HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: b\r\n", count: 10_000)), .hang],
        .connection
      ),
    ]
  )
  func faults(_ steps: [ScriptedStep], _ fault: DownloadFault) async throws {
    let server = try ScriptedServer { _ in [.readRequest] + steps }
    let result = try await Self.fetch("\(server.url)/x", by: Self.rule(for: server))
    #expect(result == .failure(fault))
  }

  @Test("takes exactly as many bytes as are allowed, and a file of none")
  func edges() async throws {
    let body = String(repeating: "x", count: 1_000)
    let server = try ScriptedServer { number in
      [.readRequest, .answer("200 OK", body: number == 0 ? body : "")]
    }
    let rule = Self.rule(for: server)
    #expect(try await Self.fetch("\(server.url)/x", by: rule) == .success(1_000))
    #expect(try await Self.fetch("\(server.url)/x", by: rule) == .success(0))
  }

  @Test("ends a server that drips, and one that says nothing, in time")
  func slow() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
    let drip = ScriptedStep.drip([UInt8](repeating: 0x78, count: 900), milliseconds: 20)
    let server = try ScriptedServer { number in
      [.readRequest] + (number == 0 ? [.send(head), drip] : [.hang])
    }
    let rule = Self.rule(for: server)
    for _ in 0..<2 {
      let result = try await Self.fetch("\(server.url)/x", by: rule, seconds: 0.3)
      #expect(result == .failure(.timeout))
    }
  }

  @Test("is canceled while a server says nothing, and fetches nothing afterwards")
  func cancel() async throws {
    let server = try ScriptedServer(.readRequest, .hang)
    let downloader = Downloader(label: "download")
    let rule = Self.rule(for: server)
    async let result = Self.fetch("\(server.url)/x", by: rule, downloader: downloader)
    _ = try await server.requests.next()
    downloader.cancel()
    #expect(try await result == .failure(.canceled))
    let again = try await Self.fetch("\(server.url)/x", by: rule, downloader: downloader)
    #expect(again == .failure(.canceled))
  }

  @Test("a sink that fails ends it")
  func sink() async throws {
    let server = try ScriptedServer(.readRequest, .answer("200 OK", body: "a picture"))
    let rule = Self.rule(for: server)
    let link = try #require(DownloadLink("\(server.url)/x", by: rule))
    let limits = DownloadLimits(bytes: 100, time: Interval(seconds: 30))
    let result = await Downloader(label: "download").fetch(link, by: rule, within: limits) {
      _ throws(SystemError) in _ = try Directory(path: "/nowhere/at/all")
    }
    guard case .failure(.sink(let error)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(error.isNotFound)
  }

  @Test(
    "connects to no address of this machine or of a private network, whatever the name",
    arguments: [
      "https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x", "https://0x7f.1/x",
      "https://2130706433/x", "https://[::ffff:127.0.0.1]/x", "https://10.0.0.1/",
      "https://169.254.169.254/latest", "https://0/", "https://[fd00::1]/",
    ]
  )
  func ownAddresses(_ url: String) async throws {
    #expect(try await Self.fetch(url, by: DownloadRule()) == .failure(.address))
  }

  @Test("asks its rule for the very address that it connects to")
  func judged() async throws {
    let asked = Mutex<Set<NetworkAddress>>([])
    var rule = DownloadRule()
    rule.allows = { address in
      asked.withLock { _ = $0.insert(address) }
      return true
    }
    // Nothing listens there: the connection is refused, not the address.
    let port = try await Self.fetch("https://127.1.2.3/x", by: rule)
    #expect(port == .failure(.connection))
    #expect(asked.withLock { $0.map(\.bytes) } == [[127, 1, 2, 3]])
  }

  @Test("this machine's own addresses are not public ones")
  func interfaces() {
    #expect(HostAddresses.isOwn([127, 0, 0, 1]) && HostAddresses.isOwn([127, 9, 9, 9]))
    #expect(!HostAddresses.isOwn([8, 8, 8, 8]) && !HostAddresses.isOwn([192, 0, 2, 1]))
    #expect(!HostAddresses.isOwn([UInt8](repeating: 0x20, count: 16)))
    #expect(!HostAddresses.isOwn([1, 2, 3]))
    #expect(NetworkAddress(bytes: [8, 8, 8, 8]).map(DownloadRule.isPublic) == true)
  }

  @Test(
    "follows https links to the usual port only, with no user",
    arguments: [
      "http://media.example.com/x", "https://media.example.com:8443/x", "ftp://media.example.com/x",
      "https://user@media.example.com/x", "https://user:pw@media.example.com/x",
      "file:///etc/passwd",
      "https://", "", "media.example.com", "https://media.example.com\u{0}/x",
      "gopher://media.example.com:443/x", "https://media.example.com:0443443/x",
    ]
  )
  func refusedLinks(_ url: String) {
    #expect(DownloadLink(url, by: DownloadRule()) == nil)
  }

  @Test("follows links to listed hosts only, through a proxy to no others")
  func hosts() {
    let listed = DownloadRule(hosts: ["media.example.com", "*.s3.example.net"])
    for url in [
      "https://media.example.com/x", "https://MEDIA.example.com:443/x",
      "https://a.s3.example.net/x", "https://a.b.s3.example.net/?y",
    ] {
      #expect(DownloadLink(url, by: listed) != nil, "\(url)")
    }
    for url in [
      "https://example.com/x", "https://s3.example.net/", "https://evils3.example.net/",
      "https://media.example.com.evil.example/", "https://127.0.0.1/",
    ] {
      #expect(DownloadLink(url, by: listed) == nil, "\(url)")
    }
    let proxied = DownloadRule(proxy: "http://127.0.0.1:3128")
    #expect(DownloadLink("https://media.example.com/x", by: proxied) == nil)
  }

  @Test("its own servers are those of base URLs on this machine without TLS")
  func ownServers() throws {
    #expect(try BaseURL("http://127.0.0.1:8026").ownServer == "http://127.0.0.1:8026")
    #expect(try BaseURL("http://localhost/x").ownServer == "http://localhost:80")
    #expect(try BaseURL("http://[::1]").ownServer == "http://[::1]:80")
    #expect(try BaseURL("http://[::1]:8026/x").ownServer == "http://[::1]:8026")
    #expect(try BaseURL("https://127.0.0.1:8026").ownServer == nil)
    #expect(try BaseURL("https://api.example.com").ownServer == nil)
    var rule = DownloadRule()
    rule.ownServers = ["http://127.0.0.1:8026"]
    #expect(DownloadLink("http://127.0.0.1:8026/x", by: rule) != nil)
    for url in ["http://127.0.0.1:8027/x", "http://127.0.0.2:8026/", "http://a@127.0.0.1:8026/"] {
      #expect(DownloadLink(url, by: rule) == nil, "\(url)")
    }
  }

  @Test("a proxy is connected to wherever it is, and asked for the host by name")
  func proxy() async throws {
    let proxy = try ScriptedServer(.readRequest, .answer("403 Forbidden"))
    let rule = DownloadRule(hosts: ["media.example.com"], proxy: proxy.url)
    let result = try await Self.fetch("https://media.example.com/x", by: rule)
    #expect(result == .failure(.connection))
    #expect(
      try await proxy.requests.next().head.hasPrefix("CONNECT media.example.com:443 HTTP/1.1")
    )
  }
}
