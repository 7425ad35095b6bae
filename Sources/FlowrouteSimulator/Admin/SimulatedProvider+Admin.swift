internal import FoundationEssentials

extension SimulatedProvider {
  /// Answers one of the simulator's own calls; they need no keys, as it listens on loopback only.
  func admin(_ call: String, _ request: HTTPRequest) -> HTTPAnswer {
    switch (call, request.method) {
    case ("faults", "POST"): addFault(request)
    case ("faults", "DELETE"): removeFaults()
    case ("messages", "GET"): messageLines()
    case ("statistics", "GET"): .json(200, statisticsText())
    case ("keys", "POST"): changeKeys(request)
    case ("clock", "POST"): setClock(request)
    case ("records", "POST"): setRecordForm(request)
    case ("provisioning", "POST"): setProvisioning(request)
    case ("reply", "POST"): receiveReply(request)
    case ("receipt", "POST"): sendReceipt(request)
    case ("faults", _): methodNotAllowed("POST, DELETE")
    case ("messages", _), ("statistics", _): methodNotAllowed("GET")
    case ("keys", _), ("clock", _), ("records", _), ("provisioning", _), ("reply", _),
      ("receipt", _):
      methodNotAllowed("POST")
    default:
      error(
        404,
        "The simulator's calls are faults, messages, statistics, keys, clock, records, "
          + "provisioning, reply, receipt."
      )
    }
  }

  private func addFault(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: FaultForm = decode(request) else {
      return error(400, #"A fault is {"fault": …, "match": {…}, "times": …, "delay_ms": …}."#)
    }
    switch form.rule() {
    case .success(let rule):
      faults.insert(rule)
      return .empty(204)
    case .failure(let refusal):
      return error(422, refusal.reason)
    }
  }

  private func removeFaults() -> HTTPAnswer {
    faults.removeAll()
    return .empty(204)
  }

  private func changeKeys(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: KeysForm = decode(request) else {
      return error(400, #"Keys are {"access_key": …, "secret_key": …}."#)
    }
    setCredentials(Credentials(accessKey: form.accessKey, secretKey: form.secretKey))
    return .empty(204)
  }

  private func setClock(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: ClockForm = decode(request), let skew = form.nanoseconds else {
      return error(400, #"A clock is {"skew_ms": …}, at most 10 years."#)
    }
    clockSkew = skew
    return .empty(204)
  }

  private func setRecordForm(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: RecordsForm = decode(request), let recordForm = form.recordForm else {
      return error(
        400,
        #"Records are {"text": …, "time": …, "endless": …, "own_ids": …}; see Sources/README.md."#
      )
    }
    self.recordForm = recordForm
    return .empty(204)
  }

  private func setProvisioning(_ request: HTTPRequest) -> HTTPAnswer {
    guard let form: ProvisioningForm = decode(request), let plan = form.plan else {
      return error(
        400,
        #"Provisioning is {"delay_ms": …, "outcome": "successful", "failed" or "unavailable"}."#
      )
    }
    provisioning = plan
    return .empty(204)
  }

  func decode<Form: Decodable>(_ request: HTTPRequest) -> Form? {
    try? JSONDecoder().decode(Form.self, from: Data(request.body))
  }
}

private struct KeysForm: Decodable {
  let accessKey: String
  let secretKey: String

  enum CodingKeys: String, CodingKey {
    case accessKey = "access_key"
    case secretKey = "secret_key"
  }
}

private struct RecordsForm: Decodable {
  let text: String?
  let time: String?
  let endless: Bool?
  let ownIDs: Bool?

  enum CodingKeys: String, CodingKey {
    case text
    case time
    case endless
    case ownIDs = "own_ids"
  }

  /// Omitted members have their defaults; nil for an unknown value.
  var recordForm: RecordForm? {
    guard let text = RecordForm.Text(rawValue: text ?? "exact"),
      let time = RecordForm.Time(rawValue: time ?? "exact")
    else { return nil }
    var form = RecordForm()
    (form.text, form.time, form.isEndless) = (text, time, endless ?? false)
    form.hasOwnIdentifiers = ownIDs ?? false
    return form
  }
}

private struct ProvisioningForm: Decodable {
  let delay: Int64?
  let outcome: String?

  /// Omitted members have their defaults; nil for an impossible value.
  var plan: ProvisioningPlan? {
    let word = outcome ?? ProvisioningPlan.Outcome.successful.rawValue
    guard let outcome = ProvisioningPlan.Outcome(rawValue: word),
      (0...86_400_000).contains(delay ?? 0)
    else { return nil }
    var plan = ProvisioningPlan()
    (plan.delay, plan.outcome) = ((delay ?? 0) * 1_000_000, outcome)
    return plan
  }

  enum CodingKeys: String, CodingKey {
    case delay = "delay_ms"
    case outcome
  }
}

private struct ClockForm: Decodable {
  let milliseconds: Int64

  var nanoseconds: Int64? { SimulatorClock.skew(milliseconds: milliseconds) }

  enum CodingKeys: String, CodingKey {
    case milliseconds = "skew_ms"
  }
}
