import Glibc
import SMSDaemon
import SMSSystem
import TestSupport
import Testing

/// The secret key at a start: where it comes from, and that no other takes its place unnoticed.
@Suite("The secret key of a daemon", .serialized, .throttled)
struct SecretTests {
  private static let told = "secret key changed"

  private let fixture: DaemonFixture

  init() throws {
    fixture = try DaemonFixture(port: 9)
  }

  private func startAndDrain(_ environment: [String: String] = [:]) async throws {
    await (try await fixture.start(environment: environment)).drain()
  }

  private func credential(_ bytes: [UInt8]) throws -> [String: String] {
    let name: FileName = "credentials"
    let there = try fixture.directory.directory.contains(name)
    if !there { _ = try fixture.directory.directory.makeDirectory(name, mode: 0o700) }
    let path = fixture.directory.path("credentials")
    try Directory(path: path).writeReplacing("smsdispatch-secret", bytes, durable: false)
    return ["CREDENTIALS_DIRECTORY": path]
  }

  @Test("One that was lost is reported once, with what to do; one that stayed is not")
  func lost() async throws {
    try await startAndDrain()
    try await startAndDrain()
    #expect(!fixture.log.contains { $0.contains(Self.told) })
    try fixture.remove("state/secret.key")
    try await startAndDrain()
    try await startAndDrain()
    let lines = fixture.log.filter { $0.contains(Self.told) }
    #expect(lines.count == 1)
    #expect(lines.first?.contains("smsdispatch-secret") == true)
  }

  @Test("The unit's credential is used instead of a file, and told if it is another key")
  func fromCredential() async throws {
    try await startAndDrain(try credential([UInt8](repeating: 7, count: 32)))
    #expect(try !Directory(path: fixture.directory.path("state")).contains("secret.key"))
    try await startAndDrain(try credential([UInt8](repeating: 8, count: 32)))
    #expect(fixture.log.count { $0.contains(Self.told) } == 1)
  }

  @Test("A credential that is not a key stops the start with a hint; no file takes its place")
  func badCredential() async throws {
    let environment = try credential([UInt8](repeating: 7, count: 33))
    let error = await #expect(throws: StartError.self) {
      _ = try await fixture.start(environment: environment)
    }
    #expect(error?.lines.first?.contains("it has 33 bytes, not 32") == true)
    #expect(error?.lines.last?.hasPrefix("Restore ") == true)
    #expect(try !Directory(path: fixture.directory.path("state")).contains("secret.key"))
  }

  @Test("A credential that leads nowhere stops the start as well")
  func danglingCredential() async throws {
    let environment = try credential([])
    let directory = try Directory(path: fixture.directory.path("credentials"))
    try directory.unlink("smsdispatch-secret")
    #expect(symlink("/nowhere/at/all", directory.pathOf("smsdispatch-secret")) == 0)
    await #expect(throws: StartError.self) { _ = try await fixture.start(environment: environment) }
  }
}
