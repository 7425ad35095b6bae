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
    let token = try? configuration.existingToken()
    return await port(
      listener.port,
      of: listener.address,
      member: "listener",
      PortProbe.listener(listener, token),
      orTo: "a daemon with another token",
      hint: " After a change of the token: systemctl reload smsdispatch."
    )
  }

  /// Whether a port is ours, or can be.
  ///
  /// - Parameters:
  ///   - port: The port, of `address`.
  ///   - address: Where to listen.
  ///   - member: The configuration's member that names them.
  ///   - probe: Asks who listens there.
  ///   - daemon: Another daemon that it may belong to, in words after "or to".
  ///   - hint: What else to do if it belongs to another program.
  /// - Returns: The finding.
  func port(
    _ port: Int,
    of address: String,
    member: String,
    _ probe: PortProbe,
    orTo daemon: String? = nil,
    hint: String = ""
  ) async -> Finding {
    let place = "\(member): \(address) port \(port)"
    let isUp = isDaemonUp
    switch await probe.run(mayListen: !isUp) {
    case .ours: return .ok("\(place) answers")
    case .free where isUp && port != 0:
      return .problem(
        "\(place): the daemon runs, but nothing listens there",
        hint: "systemctl reload smsdispatch; why it does not: journalctl -u smsdispatch"
      )
    case .free: return .ok("\(place) is free")
    case .taken where isUp: return .note("\(place) is in use, and was not asked")
    case .taken, .others:
      return .problem(
        "\(place) belongs to another program" + (daemon.map { ", or to \($0)" } ?? ""),
        hint: "ss -ltnp shows whose it is; \(member).port sets another.\(hint)"
      )
    case .unusable(let reason):
      return .problem("\(member): \(reason)", hint: "", .configuration)
    }
  }

  var isDaemonUp: Bool { DaemonLook.at(configuration.state).presence.isUp }
}
