package import SMSCore

/// Shows and sets accounts' callbacks at the provider, without a daemon.
package struct CallbackEditor {
  private let access: ProviderAccess

  package init(_ access: ProviderAccess) {
    self.access = access
  }

  /// Why a call failed, for people to read.
  package enum Failure: Error {
    case refused(JobError)
  }

  /// The URL that the provider calls; nil if it is not set.
  ///
  /// - Throws: `Failure`.
  package func show(
    _ callback: AccountCallback,
    of account: String
  ) async throws(Failure) -> String? {
    try explained(await access.accounts.callbacks[account]?.callback(callback), account) ?? nil
  }

  /// Sets the URL that the provider calls, or removes it if nil.
  ///
  /// - Throws: `Failure`.
  package func change(
    _ callback: AccountCallback,
    of account: String,
    to url: String?
  ) async throws(Failure) {
    let provider = access.accounts.callbacks[account]
    if let url {
      _ = try explained(await provider?.setCallback(callback, to: url), account)
    } else {
      _ = try explained(await provider?.removeCallback(callback), account)
    }
  }

  private func explained<Value>(
    _ result: Result<Value, ProviderError>?,
    _ account: String
  ) throws(Failure) -> Value? {
    switch result {
    case .success(let value): return value
    case nil: return nil
    case .failure(let error):
      throw .refused(
        access.explained(error, account) { Composition.errors.explain(call: $0, of: $1) }
      )
    }
  }
}
