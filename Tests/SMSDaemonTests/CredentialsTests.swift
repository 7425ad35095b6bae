import SMSCore
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Credentials", .throttled)
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
      Bad(testDescription: "in quotes", content: "\"xyz\"\n", fault: .quoted),
      Bad(testDescription: "in single quotes", content: "'xyz'", fault: .quoted),
      Bad(testDescription: "in curly quotes", content: "\u{201C}xyz\u{201D}\n", fault: .quoted),
      Bad(testDescription: "in one quote only", content: "xyz\u{201D}", fault: .strayCharacter),
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
    #expect(error?.places == [directory.path("s")])
    #expect(error.map { "\($0)".contains("xyz") } == false)
  }

  @Test("have no colon in the access key, which may be both keys; a secret key may have one")
  func colon() throws {
    try write("a", "access:xyz")
    try write("s", "se:cret")
    let error = #expect(throws: CredentialError.self) { try load(files: true, [:]) }
    #expect(error?.fault == .colon && error?.places == [directory.path("a")])
    #expect(error.map { "\($0)".contains("xyz") } == false)
    try write("a", "access")
    #expect(try load(files: true, [:]).secretKey == "se:cret")
  }

  @Test("in quotes are reported so, in the environment as well, and one quote may be a key's own")
  func quoted() throws {
    let keys = ["FLOWROUTE_ACCESS_KEY": "'xyz'", "FLOWROUTE_SECRET_KEY": "\"xyz\""]
    let error = #expect(throws: CredentialError.self) { try load(files: false, keys) }
    #expect(
      error?.description == """
        accounts.main: the environment variable FLOWROUTE_ACCESS_KEY and the environment variable \
        FLOWROUTE_SECRET_KEY have quotes around the key. Remove the quotes: put each key there \
        alone, as the Flowroute portal shows it.
        """
    )
    let odd = ["FLOWROUTE_ACCESS_KEY": "x'y", "FLOWROUTE_SECRET_KEY": "'xy"]
    #expect(try load(files: false, odd).secretKey == "'xy")
  }

  @Test("that are missing are reported with every way to give them")
  func missing() throws {
    let error = #expect(throws: CredentialError.self) { try load(files: false, [:]) }
    #expect(error?.fault == .missing)
    #expect(error.map { "\($0)".contains("secret_key_file") } == true)
    let half = #expect(throws: CredentialError.self) {
      try load(files: false, ["FLOWROUTE_ACCESS_KEY": "xyz"])
    }
    #expect(half?.fault == .empty)
    let unread = #expect(throws: CredentialError.self) { try load(files: true, [:]) }
    #expect(unread?.places == [directory.path("a"), directory.path("s")])
  }

  // MARK: The unit's

  /// A unit whose key files are in the directory.
  private func unitWithFiles(
    _ credential: (String) -> ServiceUnit.Credential = { .file($0) }
  ) -> ServiceUnit {
    var unit = ServiceUnit(name: "smsdispatch-test.service")
    for name in [Credentials.accessName, Credentials.secretName] {
      unit.credentials[name] = credential(directory.path(name))
    }
    return unit
  }

  @Test("that the unit would get are read from its files, after what this process was given")
  func unitFiles() throws {
    try write("flowroute-access-key", "access\n")
    try write("flowroute-secret-key", "secret\n")
    let keys = try load(files: false, [:], unitWithFiles())
    #expect(keys.accessKey == "access" && keys.secretKey == "secret")
    #expect(keys.source.contains(directory.path("flowroute-access-key")))
    let own = ["FLOWROUTE_ACCESS_KEY": "x", "FLOWROUTE_SECRET_KEY": "y"]
    #expect(try load(files: false, own, unitWithFiles()).accessKey == "x")
  }

  @Test("that the unit has in no usable form are reported in one line with the files")
  func unitFaults() throws {
    let absent = try #require(
      #expect(throws: CredentialError.self) { try load(files: false, [:], unitWithFiles()) }
    )
    #expect(absent.fault == .absent && !"\(absent)".contains("\n"))
    for name in [Credentials.accessName, Credentials.secretName] {
      #expect(absent.description.contains(directory.path(name)))
    }
    let sealed = #expect(throws: CredentialError.self) {
      try load(files: false, [:], unitWithFiles { .encrypted($0) })
    }
    #expect(sealed?.fault == .encrypted)
    let none = ServiceUnit(name: "smsdispatch-test.service")
    let missing = #expect(throws: CredentialError.self) { try load(files: false, [:], none) }
    #expect(missing?.fault == .missing && none.hasNoKeys)
  }

  @Test("of the unit's Environment= are taken where its credentials are empty")
  func unitEnvironment() throws {
    var unit = unitWithFiles()
    unit.variables = ["FLOWROUTE_ACCESS_KEY": "x", "FLOWROUTE_SECRET_KEY": "y"]
    #expect(try load(files: false, [:], unit).accessKey == "x")
    unit.credentials = [:]
    #expect(try load(files: false, [:], unit).secretKey == "y")
  }

  @Test("of the environment are taken where the credentials are there and empty")
  func emptyCredentials() throws {
    try write("flowroute-access-key", "\n")
    try write("flowroute-secret-key", "\n")
    let credentials = ["CREDENTIALS_DIRECTORY": directory.path]
    let error = #expect(throws: CredentialError.self) { try load(files: false, credentials) }
    #expect(error?.fault == .empty)
    let variables = ["FLOWROUTE_ACCESS_KEY": "x", "FLOWROUTE_SECRET_KEY": "y"]
    let both = credentials.merging(variables) { first, _ in first }
    #expect(try load(files: false, both).accessKey == "x")
  }

  @Test("with a fault are reported of by the file that a person edits, not by systemd's copy")
  func namesFiles() async {
    let unit = unitWithFiles()
    try? write("flowroute-secret-key", "")
    let copies = [Credentials.accessName, Credentials.secretName]
      .map { "/run/credentials/smsdispatch-test.service/\($0)" }
    let manager = ServiceManager { $0 == unit.name ? .unit(unit) : .noUnit }
    let environment = ["CREDENTIALS_DIRECTORY": "/run/credentials/smsdispatch-test.service"]
    func told(_ places: [String]) async -> String {
      let error = CredentialError(account: "main", places: places, fault: .empty)
      return await ConfigurationError.keys([error]).namingFiles(environment, manager).lines.joined()
    }
    let path = directory.path("flowroute-secret-key")
    #expect(await told([copies[1]]).contains("main: \(path) is empty"))
    #expect(await told([copies[0]]).contains("flowroute-access-key is not there"))
    #expect(await told(copies).contains(" and \(path) are empty"))
    #expect(await told(["/etc/key"]).contains("/etc/key is empty"))
  }

  private func write(_ name: String, _ text: String) throws {
    let name = try #require(FileName(name))
    try directory.directory.writeReplacing(name, Array(text.utf8), durable: false)
  }

  private func load(
    files: Bool,
    _ environment: [String: String],
    _ unit: ServiceUnit? = nil
  ) throws -> Credentials {
    let members =
      files
      ? "access_key_file: '\(directory.path("a"))', secret_key_file: '\(directory.path("s"))'" : ""
    let text = """
      { spools: { a: {} }, accounts: { main: { numbers: ["12065550101"], \(members) } } }
      """
    let configuration = try Configuration.decode(Array(text.utf8), path: "config.json5")
    let account = try #require(configuration.accounts["main"])
    return try Credentials.load(for: "main", account, environment: environment, unit: unit)
  }
}
