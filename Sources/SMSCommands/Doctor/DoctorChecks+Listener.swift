internal import SMSDaemon
internal import SMSSystem

extension DoctorChecks {
  /// Checks the listener's token and port, and the provider's callbacks; empty without a listener.
  func listener() async -> [Finding] {
    guard let listener = configuration.listener else { return [] }
    return [token(listener), await port(listener)] + (await callbacks(listener))
  }

  private func token(_ listener: Configuration.Listener) -> Finding {
    let path = configuration.tokenPath
    let make = "\(ProgramName.value) callbacks token, as root"
    do throws(StartError) {
      guard try configuration.existingToken() != nil else {
        guard listener.tokenFile != nil else {
          return .note("\(path) is not there yet: the daemon makes it when it first listens")
        }
        return .problem("\(path) is missing: the daemon does not start", hint: make, .configuration)
      }
    } catch {
      let text = "listener: \(error.lines.joined(separator: " "))"
      return seesAsDaemon ? .problem(text, hint: "", .noPermission) : .note(text)
    }
    guard let owner = owner(of: path), let user, owner != user.user, owner != 0 || user.user != 0
    else { return .ok("the listener's token") }
    return .problem(
      "\(path) belongs to \(UserAccount.label(owner)), and the daemon (\(user.name)) cannot read it",
      hint: "chown \(user.name) \(path)",
      .noPermission
    )
  }

  func owner(of path: String) -> UInt32? {
    guard let (directory, name) = try? Directory.holding(path) else { return nil }
    return try? directory.status(name).user
  }

  private func port(_ listener: Configuration.Listener) async -> Finding {
    let place = "listener: \(listener.address) port \(listener.port)"
    let isUp = isDaemonUp
    let token = try? configuration.existingToken()
    switch await PortProbe.listener(listener, token).run(mayListen: !isUp) {
    case .ours: return .ok("\(place) answers")
    case .free where isUp && listener.port != 0:
      return .problem(
        "\(place): the daemon runs, but nothing listens there",
        hint: "systemctl reload smsdispatch; why it does not: journalctl -u smsdispatch"
      )
    case .free: return .ok("\(place) is free")
    case .taken where isUp: return .note("\(place) is in use, and was not asked")
    case .taken, .others:
      return .problem(
        "\(place) belongs to another program, or to a daemon with another token",
        hint: "ss -ltnp shows whose it is; listener.port sets another. After a change of the "
          + "token: systemctl reload smsdispatch."
      )
    case .unusable(let reason):
      return .problem("listener: \(reason)", hint: "", .configuration)
    }
  }

  var isDaemonUp: Bool { DaemonLook.at(configuration.state).presence.isUp }
}
