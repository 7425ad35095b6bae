internal import FlowrouteSimulator
internal import SMSJSON
internal import SMSProducer
internal import SMSSandbox
internal import SMSSpool
internal import SMSSystem

/// What comes back: a receipt, a reply, and a STOP with its consequences.
extension DemoStory {
  private static let phone = "12065550142"
  private static let number = "12065550101"

  /// Lets the simulated phone act, and shows the daemon's reaction.
  ///
  /// - Parameters:
  ///   - index: The number of the first chapter.
  ///   - submitter: Submits the requests.
  /// - Returns: Whether all of them completed in time.
  /// - Throws: `CommandFailure` if the spool cannot be used.
  func showPhones(
    from index: Int,
    _ submitter: RequestSubmitter
  ) async throws(CommandFailure) -> Bool {
    let isDelivered = try await showDelivery(index)
    let isAnswered = try await showReply(index + 1)
    let isStopped = try await showStop(index + 2, submitter)
    return isDelivered && isAnswered && isStopped
  }

  private func showDelivery(_ index: Int) async throws(CommandFailure) -> Bool {
    begin(
      index,
      "A delivery receipt",
      """
      The provider calls the daemon's listener: the first message has reached its phone. The result \
      stays final, and gains `delivery`.
      """
    )
    guard let message = await simulator.messages.first else { return false }
    await simulator.sendReceipt(of: message.id, code: 1_004)
    return try await show("message", in: spool.results) { result in
      result["delivery"]?.object?["status"]?.string == "delivered"
    } as: { result in
      PublishedResult(result).lines(width: console.width() - 4)
    }
  }

  private func showReply(_ index: Int) async throws(CommandFailure) -> Bool {
    begin(
      index,
      "A person answers",
      "The text is written to received/, and names the message that it answers."
    )
    return try await reply("Thank you, I will come at six.")
  }

  private func showStop(
    _ index: Int,
    _ submitter: RequestSubmitter
  ) async throws(CommandFailure) -> Bool {
    begin(
      index,
      "STOP, and what follows",
      "From now on messages to that phone fail without a call, until the person texts UNSTOP."
    )
    guard try await reply("STOP") else { return false }
    let request = #"{ "id": "after-stop", "to": "\#(Self.phone)", "body": "Are you there?" }"#
    console.say(["  incoming/after-stop.json", "    \(request)"])
    try submitter.submit(Array(request.utf8), named: "after-stop", to: spool)
    return try await show("after-stop", in: spool.results) { result in
      result["final"]?.bool == true
    } as: { result in
      PublishedResult(result).lines(width: console.width() - 4)
    }
  }

  private func reply(_ body: String) async throws(CommandFailure) -> Bool {
    let reply = HandsetReply(from: Self.phone, to: Self.number, body: body)
    guard let id = await simulator.receive(reply) else { return false }
    return try await show(id, in: spool.path + "/received") { _ in
      true
    } as: { received in
      String(decoding: JSONWriter.write(.object(received)), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }
  }

  private func begin(_ index: Int, _ title: String, _ explanation: String) {
    console.say(["", console.strong("\(index). \(title)")])
    say(explanation)
  }

  /// Shows a file as soon as it has reached the expected content.
  private func show(
    _ id: String,
    in path: String,
    once isReached: (JSONObject) -> Bool,
    as lines: (JSONObject) -> [String]
  ) async throws(CommandFailure) -> Bool {
    let started = context.monotonic()
    guard let object = try await read(id, in: path, until: started + Self.patience, isReached)
    else {
      console.say("  It did not come in time; see \(sandbox.logPath).")
      return false
    }
    let parent = path.split(separator: "/").last ?? ""
    console.say("  \(parent)/\(id).json")
    console.say(lines(object).map { "    " + $0 })
    return true
  }

  private func read(
    _ id: String,
    in path: String,
    until deadline: Int64,
    _ isReached: (JSONObject) -> Bool
  ) async throws(CommandFailure) -> JSONObject? {
    guard let name = SpoolNames.result(of: id) else { return nil }
    do throws(SystemError) {
      let directory = try Directory(path: path)
      let watch = ChangeWatch(directory)
      while context.monotonic() < deadline {
        if try directory.contains(name),
          let object = try? JSONParser.parse(directory.read(name, upTo: 1 << 20)).object,
          isReached(object)
        {
          return object
        }
        await watch.next(before: deadline)
      }
      return nil
    } catch {
      throw CommandFailure(error, .unavailable)
    }
  }
}
