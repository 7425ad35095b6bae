internal import SMSSystem

/// What would keep alarms from arriving although the configuration is valid.
struct AlarmCheck {
  /// Write permission of the group and of others.
  private static let foreignWrite: UInt32 = 0o022
  private static let anyExecution: UInt32 = 0o111

  private let alarms: Configuration.Alarms?
  private let unit: ServiceUnit?
  private let user: DaemonUser?

  init(_ configuration: Configuration, unit: ServiceUnit?, user: DaemonUser?) {
    alarms = configuration.alarms
    self.unit = unit
    self.user = user
  }

  /// All faults found.
  var faults: [StartCheck.Fault] {
    let command = alarms?.command?.first.flatMap(fault(ofCommand:))
    let directory = alarms?.directory.flatMap(fault(ofDirectory:))
    return [command, directory].compactMap(\.self)
  }

  private func fault(ofCommand path: String) -> StartCheck.Fault? {
    let member = "alarms.command[0]: \(path)"
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, .pathOnly)
      let (status, place) = (try file.status(), try file.realPath())
      guard status.kind == .regular else {
        return StartCheck.Fault(
          text: "\(member) is not a program, but a \(status.kind.rawValue)",
          hint: "Name a program or a script with a first line such as #!/bin/sh."
        )
      }
      return notSeen(member, place) ?? notExecutable(member, path, status)
        ?? writable(member, path, status)
    } catch {
      return unreachable(member, error)
    }
  }

  private func unreachable(_ member: String, _ error: SystemError) -> StartCheck.Fault? {
    guard !error.isPermissionDenied || user?.isSeenByThisProcess ?? false else { return nil }
    return StartCheck.Fault(
      text: "\(member) cannot be run: \(error.cause)",
      hint: "Put the program there, or name another one."
    )
  }

  private func notSeen(_ member: String, _ place: String) -> StartCheck.Fault? {
    guard let unit, !unit.canSee(place) else { return nil }
    return StartCheck.Fault(
      text: "\(member) is hidden from the unit (ProtectHome=, PrivateTmp=)",
      hint: "Put it elsewhere, such as into /usr/local/bin."
    )
  }

  private func notExecutable(
    _ member: String,
    _ path: String,
    _ status: FileStatus
  ) -> StartCheck.Fault? {
    guard status.mode & Self.anyExecution != 0 else {
      return StartCheck.Fault(
        text: "\(member) is not executable",
        hint: "Make it so:",
        command: "chmod 755 \(String(shellWord: path))"
      )
    }
    // Failing to look is not a known fault.
    guard let user,
      let obstacle = (try? user.access.obstacle(to: path, for: [.enter])) ?? nil
    else { return nil }
    return StartCheck.Fault(
      text: "\(member): the daemon's user \(user.account.name) cannot run it: \(obstacle) is in the"
        + " way",
      hint: "Repair it:",
      command: "chmod o+x \(String(shellWord: obstacle))"
    )
  }

  /// Whoever can change the program can act as the daemon.
  private func writable(
    _ member: String,
    _ path: String,
    _ status: FileStatus
  ) -> StartCheck.Fault? {
    guard status.mode & Self.foreignWrite != 0 else { return nil }
    return StartCheck.Fault(
      text: "\(member) can be changed by others than its owner, and runs as the daemon's user",
      hint: "Take that right away:",
      command: "chmod go-w \(String(shellWord: path))"
    )
  }

  private func fault(ofDirectory path: String) -> StartCheck.Fault? {
    let member = "alarms.directory: \(path)"
    let name = user?.account.name ?? "smsdispatch"
    let making = "install -d -o \(name) -m 750 \(String(shellWord: path))"
    do throws(SystemError) {
      let file = try FileDescriptor(opening: path, [.pathOnly, .directory])
      if let unit, let place = try? file.realPath(), !unit.canWrite(place) {
        return StartCheck.Fault(
          text: "\(member) is outside of what the unit may write (ReadWritePaths=)",
          hint: "Add it to the unit:",
          command: ServiceUnit.allowingWrites(below: path)
        )
      }
      let rights: Set<FileAccess.Right> = [.read, .write, .enter]
      guard let obstacle = (try? user?.access.obstacle(to: path, for: rights)) ?? nil else {
        return nil
      }
      return StartCheck.Fault(
        text: "\(member): the daemon's user \(name) cannot write there: \(obstacle) is in the way",
        hint: "Repair it:",
        command: "chown \(name) \(String(shellWord: path))"
      )
    } catch {
      guard !error.isPermissionDenied || user?.isSeenByThisProcess ?? false else { return nil }
      return StartCheck.Fault(
        text: "\(member) cannot be used: \(error.cause)",
        hint: "The daemon does not make it. Make it:",
        command: making
      )
    }
  }
}
