import SMSCore
import SMSListener
import SMSSecrets
import SMSSystem
import TestSupport
import Testing

@testable import SMSDaemon

@Suite("Reasons for not starting", .throttled)
struct StartErrorTests {
  private static func system(_ code: Int32) -> SystemError {
    SystemError(code: code, operation: "mkdirat", path: "/srv/sms")
  }

  private static func ledger(_ code: LedgerError.Code) -> StartError {
    .ledger(LedgerError(code: code, operation: "open", path: "x", cause: "y", hint: "z"))
  }

  private static func secret(_ code: SecretError.Code) -> StartError {
    .secret(SecretError(code, operation: "write", path: "x", cause: "y"))
  }

  /// ENOSPC, EMFILE, EACCES, EPERM, EROFS.
  private static let (full, descriptors, denied, forbidden, readOnly):
    (
      Int32, Int32, Int32, Int32, Int32
    ) = (28, 24, 13, 1, 30)

  @Test("what needs a person is told from what may pass by itself")
  func natures() {
    let directory = { (code: Int32) in StartError.directory(path: "/srv", Self.system(code)) }
    let table: [(StartError, StartError.Nature)] = [
      (.configuration(.tooLarge(path: "x", limit: 1)), .configuration),
      (.configuration(.keys([])), .configuration),
      (.configuration(.unreadable(Self.system(Self.denied))), .rights),
      (.tokenMissing(path: "x"), .configuration),
      (.locked(by: "process 1"), .held),
      (directory(Self.denied), .rights),
      (directory(Self.forbidden), .rights),
      (directory(Self.readOnly), .rights),
      (directory(Self.full), .disk),
      (.system(Self.system(Self.descriptors)), .other),
      (Self.secret(.wrongSize), .configuration),
      (Self.secret(.wrongOwner), .rights),
      (Self.secret(.cannotCreate), .disk),
      (Self.ledger(.corrupt), .configuration),
      (Self.ledger(.newerVersion), .configuration),
      (Self.ledger(.full), .disk),
      (Self.ledger(.io), .disk),
      (Self.ledger(.cannotOpen), .rights),
      (.listener(.badAddress("x")), .configuration),
      (.console(.cannotListen(address: "127.0.0.1", port: 8_027)), .port),
      (.consoleToken(.missing(path: "/token")), .configuration),
      (.consoleSocket(SystemError(code: 98, operation: "bind")), .port),
      (.consoleSocket(SystemError(code: 13, operation: "bind")), .rights),
      (.listener(.cannotListen(address: "127.0.0.1", port: 8_025)), .port),
      (.transport("x"), .other),
    ]
    for (error, nature) in table {
      #expect(error.nature == nature, "\(error)")
    }
  }

  @Test("a directory that the daemon may not use comes with the command that repairs it")
  func commands() throws {
    let denied = StartError.directory(path: "/srv/sms", Self.system(Self.denied)).lines
    #expect(denied.count == 1)
    let user = UserAccount.label(UserAccount.effectiveUser)
    #expect(denied[0].hasSuffix("mkdir -p /srv/sms && chown \(user) /srv/sms"))
    let shut = StartError.directory(path: "/srv/my sms", Self.system(Self.readOnly)).lines
    #expect(shut.count == 1 && shut[0].contains("ReadWritePaths="))
    #expect(
      shut[0].hasSuffix(
        """
        mkdir -p /etc/systemd/system/smsdispatch.service.d && \
        printf '[Service]\\nReadWritePaths=%s\\n' '/srv/my sms' \
        >>/etc/systemd/system/smsdispatch.service.d/spools.conf && systemctl daemon-reload && \
        systemctl restart smsdispatch
        """
      ),
      "\(shut[0])"
    )
  }
}
