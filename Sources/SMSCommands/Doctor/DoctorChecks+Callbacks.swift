internal import SMSCore
internal import SMSDaemon

extension DoctorChecks {
  /// Whether the provider calls the listener, for the accounts whose keys are available here.
  func callbacks(_ listener: Configuration.Listener) async -> [Finding] {
    guard listener.publicURL != nil else {
      let provider = Composition.provider.displayName
      return [
        .note("listener.public_url is not set: \(provider) can reach a machine of its own only")
      ]
    }
    let known = withKeys
    guard let token = try? configuration.existingToken(), !known.accounts.isEmpty,
      let access = try? await ProviderAccess(
        known,
        environment: context.environment(),
        unit: unit
      )
    else { return [] }
    let editor = CallbackEditor(access)
    let urls = CallbackURLs(listener, port: UInt16(listener.port), token: token)
    var findings: [Finding] = []
    for name in known.accounts.keys.sorted() {
      findings += await callbacks(of: name, urls, editor)
    }
    return findings
  }

  private func callbacks(
    of account: String,
    _ urls: CallbackURLs,
    _ editor: CallbackEditor
  ) async -> [Finding] {
    var findings: [Finding] = []
    for callback in AccountCallback.allCases {
      let ours = urls.url(for: callback)
      let name = "account \(account): \(callback.rawValue)"
      do throws(CallbackEditor.Failure) {
        let url = try await editor.show(callback, of: account)
        findings.append(finding(name, callback, isSet: url != nil, isOurs: url == ours))
      } catch {
        // The account's problem has already been reported.
        return [.note("account \(account): its callbacks cannot be read now")]
      }
    }
    return findings
  }

  private func finding(
    _ name: String,
    _ callback: AccountCallback,
    isSet: Bool,
    isOurs: Bool
  ) -> Finding {
    guard !isOurs else { return .ok("\(name) is the listener") }
    let lost =
      switch callback {
      case .messages: "replies and STOPs do not arrive here"
      case .pictures: "texts with pictures come only when the list is read"
      case .receipts: "receipts come only for messages that ask for them (v2.1, v2.2)"
      }
    return .note(
      "\(name) is \(isSet ? "another address" : "not set"): \(lost)",
      hint: "\(ProgramName.value) callbacks set"
    )
  }
}
