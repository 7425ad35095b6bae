internal import CLibcurl
internal import SMSSystem

extension Transport {
  /// Begins transfers, in this order; what becomes of each is told to the line.
  package nonisolated func begin(_ requests: [TransferRequest], on line: Line) {
    guard !requests.isEmpty else { return }
    executor.async { [self] in
      assumeIsolated { transport in
        transport.turn { _ in transport.start(requests, on: line) }
      }
    }
  }

  /// Ends all transfers of a line.
  ///
  /// Each is told as ended by `canceled`; what the kernel has not sent by then never leaves.
  package nonisolated func cancelAll(on line: Line) {
    executor.async { [self] in
      assumeIsolated { transport in
        transport.turn { _ in transport.cancel(line) }
      }
    }
  }

  /// Lets go of a line that will begin nothing more; what is under way still ends and is told.
  package nonisolated func retire(_ line: Line) {
    executor.async { [self] in
      assumeIsolated { transport in
        transport.turn { _ in transport.lines[ObjectIdentifier(line)]?.isRetired = true }
      }
    }
  }

  /// A transfer is over: its handle goes back, its end is to be told.
  func end(_ easy: CurlEasy, code: CURLcode, failure: TransferFailure? = nil) {
    guard
      running.removeValue(forKey: ObjectIdentifier(easy)) != nil,
      let state = easy.state,
      let (request, result) = easy.finish(code: code, failure: failure)
    else { return }
    state.runningCount -= 1
    state.keep(easy)
    state.tell(.ended(request, result))
  }

  private func start(_ requests: [TransferRequest], on line: Line) {
    let state = lines[ObjectIdentifier(line)] ?? LineState(line: line, sockets: multi.sockets)
    lines[ObjectIdentifier(line)] = state
    for request in requests {
      do throws(TransferFailure) {
        try start(request, on: state)
      } catch {
        state.tell(.ended(request, TransferResult(neverBegun: error)))
      }
    }
  }

  private func start(_ request: TransferRequest, on state: LineState) throws(TransferFailure) {
    let easy = try state.handle()
    try easy.prepare(request, of: state)
    try multi.add(easy)
    running[ObjectIdentifier(easy)] = easy
    state.runningCount += 1
  }

  private func cancel(_ line: Line) {
    for easy in running.values where easy.state?.line === line {
      multi.remove(easy)
      end(easy, code: CURLE_OK, failure: .canceled)
    }
  }
}
