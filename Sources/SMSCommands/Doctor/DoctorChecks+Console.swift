internal import SMSDaemon
internal import SMSSystem

extension DoctorChecks {
  /// Checks the console's groups, its socket, and its token and port on the network.
  func console() async -> [Finding] {
    var findings = groups() + socket()
    if let network = configuration.console.network {
      findings += token(network)
      findings.append(await port(network))
    }
    return findings
  }

  // MARK: The local socket

  private func groups() -> [Finding] {
    guard configuration.console.socket != .off else { return [] }
    var findings: [Finding] = []
    let readGroup = configuration.console.readGroup
    if !isKnown(readGroup) {
      findings.append(
        .note(
          "console: there is no group \(readGroup): only root and the daemon's user may read",
          hint: "groupadd --system \(readGroup)"
        )
      )
    }
    if let group = configuration.console.actGroup, !isKnown(group) {
      findings.append(
        .problem(
          "console.act_group: there is no group \(group), so none of its members may act",
          hint: "groupadd --system \(group), then systemctl reload smsdispatch"
        )
      )
    }
    return findings
  }

  private func isKnown(_ group: String) -> Bool {
    (try? GroupAccount.named(group)) != nil
  }

  private func socket() -> [Finding] {
    // A daemon with a directory of its own below /run keeps a table there.
    let runtimeDirectory = context.runtimeDirectory
    let hasDirectory = SpoolTable.load(in: runtimeDirectory, for: path) != nil
    guard isDaemonUp, seesAsDaemon,
      let socket = ConsoleSocket(configuration, in: hasDirectory ? runtimeDirectory : nil)
    else { return [] }
    do throws(SystemError) {
      _ = try LocalSocket.connected(to: socket.path, patience: 2)
    } catch {
      return [
        .problem(
          "console: the daemon runs, but does not answer at its socket: \(error)",
          hint: "systemctl reload smsdispatch; why it does not: journalctl -u smsdispatch"
        )
      ]
    }
    let readGroup = configuration.console.readGroup
    guard let group = (try? GroupAccount.named(readGroup))?.group else { return [] }
    guard (try? FileStatus(of: socket.path))?.group == group else {
      return [
        .note(
          "console: \(socket.path) is not of the group \(readGroup), whose members cannot ask",
          hint: hasDirectory
            ? "systemd-tmpfiles --create, then systemctl restart smsdispatch"
            : "chgrp \(readGroup) \(socket.path)"
        )
      ]
    }
    return [.ok("console: \(socket.path), for the group \(readGroup)")]
  }

  // MARK: The network

  private func token(_ network: Configuration.Console.Network) -> [Finding] {
    guard configuration.needsConsoleToken else { return [] }
    let path = configuration.consoleTokenPath
    do throws(StartError) {
      if try configuration.existingConsoleToken() != nil { return [ownership(of: path)] }
    } catch {
      let text = "console: \(error.lines.joined(separator: " "))"
      return [seesAsDaemon ? .problem(text, hint: "", .noPermission) : .note(text)]
    }
    guard network.tokenFile != nil else {
      return [.note("\(path) is not there yet: the daemon makes it when it first listens")]
    }
    return [
      .problem(
        "\(path), the console's token, is missing: the daemon does not start",
        hint: "(umask 077; openssl rand -hex 32 >\(path)) as the daemon's user",
        .configuration
      )
    ]
  }

  private func ownership(of path: String) -> Finding {
    guard let owner = owner(of: path), let user, owner != user.user, user.user != 0 else {
      return .ok("the console's token")
    }
    return .problem(
      "\(path) belongs to \(UserAccount.label(owner)), and the daemon (\(user.name)) cannot read it",
      hint: "chown \(user.name) \(path)",
      .noPermission
    )
  }

  private func port(_ network: Configuration.Console.Network) async -> Finding {
    await port(
      network.port,
      of: network.address,
      member: "console",
      PortProbe.console(network)
    )
  }
}
