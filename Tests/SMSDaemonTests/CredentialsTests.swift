import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Credentials")
struct CredentialsTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test("come from the account's files before all else, less one newline")
  func files() throws {
    try write("a", "access\n")
    try write("s", "secret\r\n")
    let keys = try load(files: true, ["FLOWROUTE_ACCESS_KEY": "x", "FLOWROUTE_SECRET_KEY": "y"])
    #expect(keys.accessKey == "access")
    #expect(keys.secretKey == "secret")
    #expect(keys.source == "\(directory.path("a")) and \(directory.path("s"))")
  }

  @Test("come from the unit's credentials before the environment")
  func unit() throws {
    let environment = [
      "CREDENTIALS_DIRECTORY": directory.path,
      "FLOWROUTE_ACCESS_KEY": "x", "FLOWROUTE_SECRET_KEY": "y",
    ]
    #expect(try load(files: false, environment).accessKey == "x")
    try write("flowroute-access-key", "access")
    try write("flowroute-secret-key", "secret")
    let keys = try load(files: false, environment)
    #expect(keys.accessKey == "access")
    #expect(keys.secretKey == "secret")
  }

  @Test("show themselves in no description and no dump")
  func redacted() throws {
    let keys = try load(
      files: false,
      ["FLOWROUTE_ACCESS_KEY": "accessxyz", "FLOWROUTE_SECRET_KEY": "secretxyz"]
    )
    var dumped = ""
    dump(keys, to: &dumped)
    for text in ["\(keys)", String(reflecting: keys), dumped] {
      #expect(!text.contains("xyz"), "\(text)")
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var content: String?
    var fault: CredentialError.Fault
  }

  @Test(
    "that cannot be used are refused with the reason and no part of them",
    arguments: [
      Bad(testDescription: "empty", content: "", fault: .empty),
      Bad(testDescription: "only a newline", content: "\n", fault: .empty),
      Bad(testDescription: "a blank", content: "xyz abc", fault: .strayCharacter),
      Bad(testDescription: "two newlines", content: "xyz\n\n", fault: .strayCharacter),
      Bad(testDescription: "two lines", content: "xyz\nxyz", fault: .strayCharacter),
      Bad(testDescription: "not ASCII", content: "xyz\u{E9}", fault: .strayCharacter),
      Bad(
        testDescription: "too large",
        content: String(repeating: "xyz", count: 2000),
        fault: .tooLarge
      ),
    ]
  )
  func faults(_ bad: Bad) throws {
    try write("a", "access")
    try write("s", try #require(bad.content))
    let error = #expect(throws: CredentialError.self) { try load(files: true, [:]) }
    #expect(error?.fault == bad.fault)
    #expect(error?.place == directory.path("s"))
    #expect(error.map { "\($0)".contains("xyz") } == false)
  }

  @Test("that are missing are told with every way to give them")
  func missing() throws {
    let error = #expect(throws: CredentialError.self) { try load(files: false, [:]) }
    #expect(error?.fault == .missing)
    #expect(error.map { "\($0)".contains("secret_key_file") } == true)
    let half = #expect(throws: CredentialError.self) {
      try load(files: false, ["FLOWROUTE_ACCESS_KEY": "xyz"])
    }
    #expect(half?.fault == .empty)
    let unread = #expect(throws: CredentialError.self) { try load(files: true, [:]) }
    #expect(unread?.place == directory.path("a"))
  }

  private func write(_ name: String, _ text: String) throws {
    let name = try #require(FileName(name))
    try directory.directory.writeReplacing(name, Array(text.utf8), durable: false)
  }

  private func load(files: Bool, _ environment: [String: String]) throws -> Credentials {
    let members =
      files
      ? "access_key_file: '\(directory.path("a"))', secret_key_file: '\(directory.path("s"))'" : ""
    let text = """
      { spools: { a: {} }, accounts: { main: { numbers: ["12065550101"], \(members) } } }
      """
    let configuration = try Configuration.decode(Array(text.utf8), path: "config.json5")
    let account = try #require(configuration.accounts["main"])
    return try Credentials.load(for: "main", account, environment: environment)
  }
}
