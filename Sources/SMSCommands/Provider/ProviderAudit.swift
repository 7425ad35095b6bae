internal import SMSCore
internal import SMSDaemon
internal import SMSJSON
internal import SMSProducer

/// Enters in the audit what a command has done at the provider.
struct ProviderAudit {
  private let configuration: Configuration
  private let context: Context

  init(_ configuration: Configuration, _ context: Context) {
    self.configuration = configuration
    self.context = context
  }

  /// Enters a change of the provider's calls.
  ///
  /// - Parameters:
  ///   - change: What was done.
  ///   - account: In which account; nil if it concerns all.
  func record(_ change: CallbackChange, account: String? = nil) async {
    var target = JSONObject([("action", .string(change.rawValue))])
    target.set("account", ifPresent: account.map { .string($0) })
    await record("callbacks", target)
  }

  /// Enters a change of a number of ours.
  func record(_ change: NumberChange, _ number: PhoneNumber, account: String) async {
    await record(
      "numbers",
      JSONObject([
        ("action", .string(change.rawValue)), ("from", .string(number.digits)),
        ("account", .string(account)),
      ])
    )
  }

  /// Enters it through the daemon, or in the ledger of a stopped one; where neither is possible, says
  /// so on standard error, as what was done stays done.
  private func record(_ kind: String, _ target: JSONObject) async {
    do throws(CommandFailure) {
      try await enter(kind, target)
    } catch {
      context.console.report("It is done, but not in the audit: \(error.message)")
    }
  }

  private func enter(_ kind: String, _ target: JSONObject) async throws(CommandFailure) {
    let act = OperatorAct(
      author: context.author,
      kind: kind,
      target: String(decoding: JSONWriter.write(.object(target), as: .compact), as: UTF8.self)
    )
    do throws(StartError) {
      try LedgerPlace(configuration).record(act)
    } catch .locked {
      try await ask(kind, target)
    } catch {
      throw CommandFailure(.internalError, error.lines.joined(separator: " "))
    }
  }

  private func ask(_ kind: String, _ target: JSONObject) async throws(CommandFailure) {
    let spool = try OperatorSpool(
      configuration,
      context,
      seconds: OperatorSpool.usualSeconds,
      for: kind
    )
    var request = JSONObject([("kind", .string(kind))])
    for member in target.members { request.set(member.name, member.value) }
    let result = try await spool.ask(request)
    guard result.isGood else { throw CommandFailure(result) }
  }
}
