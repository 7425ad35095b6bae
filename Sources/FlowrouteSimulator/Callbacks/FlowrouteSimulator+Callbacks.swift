extension FlowrouteSimulator {
  /// Makes the calls that are due.
  ///
  /// - Returns: When the next one is due, in monotonic nanoseconds; nil if none waits.
  func makeCallbacks(now: Int64) -> Int64? {
    while let callback = provider.outbox.popDue(at: now) {
      let caller = callers[Int(callback.series % UInt64(callers.count))]
      Task {
        let status = await caller.call(callback)
        called(callback, status: status)
      }
    }
    return provider.outbox.nextDue
  }

  /// Repeats a call that was not answered with 200, as the provider does.
  private func called(_ callback: Callback, status: Int?) {
    provider.traffic.noteCallback(status: status)
    if status != 200, callback.repeats > 0 {
      var next = callback
      next.repeats -= 1
      provider.outbox.insert(next, due: provider.now + provider.configuration.callbackRepeatDelay)
    }
    run()
  }

  /// Sends a text from a handset to a number of the account.
  ///
  /// - Returns: The text's id; nil if the account has no callback for texts.
  package func receive(_ reply: HandsetReply) -> String? {
    defer { run() }
    return provider.receive(reply)
  }

  /// Sends a receipt of a message.
  ///
  /// - Returns: false if there is no such message, or no callback for receipts.
  @discardableResult
  package func sendReceipt(of id: String, code: Int?) -> Bool {
    defer { run() }
    return provider.sendReceipt(of: id, code: code)
  }

  /// Sets the account's callbacks, as calls to the API do.
  package func setCallbacks(messages: String?, receipts: String?) {
    provider.callbackURLs[.sms] = messages
    provider.callbackURLs[.mms] = messages
    provider.callbackURLs[.smsReceipt] = receipts
  }
}
