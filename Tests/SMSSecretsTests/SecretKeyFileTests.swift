import SMSSystem
import TestSupport
import Testing

@testable import SMSSecrets

@Suite struct SecretKeyFileTests {
  let temporary: TemporaryDirectory
  let owner = UserAccount.effectiveUser

  var state: Directory { temporary.directory }

  init() throws {
    temporary = try TemporaryDirectory()
  }

  @Test("makes a key of 32 bytes that only its owner can read")
  func makesKey() throws {
    try SecretKey.random().store(in: state)
    let status = try state.status(SecretKey.fileName)
    #expect(status.size == 32)
    #expect(status.mode == 0o600)
    #expect(status.links == 1)
  }

  @Test("leaves nothing but the key behind")
  func leavesNothing() throws {
    try SecretKey.random().store(in: state)
    var listing = try state.listing()
    var names: [FileName] = []
    while let entry = try listing.next() { names.append(entry.name) }
    #expect(names == [SecretKey.fileName])
  }

  @Test("finds the same key at the next start")
  func staysTheSame() throws {
    let made = try SecretKey.random()
    try made.store(in: state)
    #expect(try SecretKey.load(from: state, owner: owner) == made)
  }

  @Test("makes another key for another installation")
  func differs() throws {
    #expect(try SecretKey.random() != SecretKey.random())
  }

  @Test("never replaces a key that is there, whatever is wrong with it")
  func keepsWhatIsThere() throws {
    try put([1, 2, 3], mode: 0o644)
    let error = #expect(throws: SecretError.self) { try SecretKey.random().store(in: state) }
    #expect(error?.code == .cannotCreate)
    #expect(try state.read(SecretKey.fileName, upTo: 100) == [1, 2, 3])
  }

  @Test("only looks when it is asked to load")
  func loadMakesNothing() throws {
    #expect(try SecretKey.load(from: state, owner: owner) == nil)
    #expect(try !state.contains(SecretKey.fileName))
  }

  @Test("refuses a key of another size, and leaves it there", arguments: [0, 31, 33, 4096])
  func wrongSize(_ count: Int) throws {
    try put([UInt8](repeating: 7, count: count))
    let error = try refusal()
    #expect(error.code == .wrongSize)
    #expect(error.cause == "it has \(count) bytes, not 32")
    #expect(try state.status(SecretKey.fileName).size == Int64(count))
  }

  @Test("refuses a key that others can read or write", arguments: [0o640, 0o604, 0o620, 0o777])
  func wrongMode(_ mode: UInt32) throws {
    try put([UInt8](repeating: 7, count: 32), mode: mode)
    let error = try refusal()
    #expect(error.code == .wrongMode)
    #expect(error.hint.contains("chmod 600 \(temporary.path)/secret.key"))
  }

  @Test("refuses a key of another user")
  func wrongOwner() throws {
    try put([UInt8](repeating: 7, count: 32))
    let error = #expect(throws: SecretError.self) {
      try SecretKey.load(from: state, owner: owner + 1)
    }
    #expect(error?.code == .wrongOwner)
  }

  @Test("refuses a directory in place of the key")
  func directoryInPlace() throws {
    try state.makeDirectory(SecretKey.fileName, mode: 0o700)
    #expect(try refusal().code == .wrongKind)
  }

  @Test("says what is wrong without a byte of the key")
  func description() throws {
    try put(Array("canary-canary-canary-canary".utf8))
    let error = try refusal()
    #expect(
      error.description
        == "read \(temporary.path)/secret.key: it has 27 bytes, not 32 (wrong_size)"
    )
    #expect(!error.hint.contains("canary"))
  }

  @Test("takes the key from a credential whatever its mode")
  func credential() throws {
    try put([UInt8](0..<32), mode: 0o440)
    let key = try SecretKey.load(credential: temporary.path("secret.key"))
    #expect(key == SecretKey(bytes: [UInt8](0..<32)))
  }

  @Test("refuses a credential that is missing, a directory, or of another size")
  func badCredential() throws {
    try put([1, 2, 3])
    let codes = ["missing", "secret.key", "."].map { name in
      #expect(throws: SecretError.self) {
        try SecretKey.load(credential: temporary.path(name))
      }?.code
    }
    #expect(codes == [.unreadable, .wrongSize, .wrongKind])
  }

  private func put(_ bytes: [UInt8], mode: UInt32 = 0o600) throws {
    let file = try state.createFile(SecretKey.fileName, mode: mode)
    try file.write(bytes)
  }

  private func refusal() throws -> SecretError {
    try #require(
      #expect(throws: SecretError.self) {
        try SecretKey.load(from: state, owner: owner)
      }
    )
  }
}
