internal import SMSSystem

/// systemd, as a source of information about the daemon's unit.
package struct ServiceManager: Sendable {
  package enum Answer: Equatable, Sendable {
    case unit(ServiceUnit)
    /// systemd knows no such unit, or is not running and has no such unit file.
    case noUnit
    /// The unit exists, but systemd does not report its settings.
    case unknown
  }

  /// The name of the unit of the package and of the installation script.
  package static let unitName = "smsdispatch.service"

  /// Looks up a unit by name.
  package var unit: @Sendable (_ name: String) async -> Answer

  package init(_ unit: @escaping @Sendable (_ name: String) async -> Answer) {
    self.unit = unit
  }

  /// No service manager.
  package static let none = ServiceManager { _ in .noUnit }

  /// Runs a program, and returns its output if it succeeded.
  package typealias Runner = @Sendable (_ program: String, _ arguments: [String]) async -> String?

  /// The systemd of this machine, queried over D-Bus.
  ///
  /// - Parameters:
  ///   - exists: Whether a file exists; used for systemd's directories.
  ///   - run: Runs busctl(1).
  /// - Returns: The service manager.
  package static func systemd(
    exists: @escaping @Sendable (String) -> Bool = ServiceManager.exists,
    run: @escaping Runner = ServiceManager.run
  ) -> ServiceManager {
    ServiceManager { name in
      guard exists("/run/systemd/system") else {
        return unitDirectories.contains { exists("\($0)/\(name)") } ? .unknown : .noUnit
      }
      let object = "/org/freedesktop/systemd1/unit/" + escaped(name)
      guard let state = await run("busctl", call(object, "Unit", ["LoadState"])) else {
        return .unknown
      }
      guard state.contains("\"loaded\"") else { return .noUnit }
      let answer = await run("busctl", call(object, "Service", ServiceUnit.properties))
      let lines = answer?.split(separator: "\n") ?? []
      return ServiceUnit(name: name, lines: lines).map { .unit($0) } ?? .unknown
    }
  }

  /// The directories of unit files (systemd.unit(5)).
  private static let unitDirectories = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system", "/lib/systemd/system",
  ]

  private static func call(_ object: String, _ interface: String, _ names: [String]) -> [String] {
    [
      "--system", "--json=short", "--timeout=3", "get-property", "org.freedesktop.systemd1", object,
      "org.freedesktop.systemd1.\(interface)",
    ] + names
  }

  /// The name as part of an object path: all but letters and digits become `_` and two hex digits.
  private static func escaped(_ name: String) -> String {
    name.utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      let hex = String(byte, radix: 16)
      return isPlain ? String(character) : "_" + (hex.count == 1 ? "0" + hex : hex)
    }.joined()
  }

  package static let exists: @Sendable (String) -> Bool = { path in
    (try? FileDescriptor(opening: path, .pathOnly)) != nil
  }

  private static let outputLimit = 1 << 20
  private static let patience: Int64 = 5_000_000_000

  package static let run: Runner = { program, arguments in
    let command = ChildCommand(program, arguments)
    let output = try? await ChildProcess.output(of: command, upTo: outputLimit, within: patience)
    guard let output, output.status == .exited(0) else { return nil }
    return String(decoding: output.bytes, as: UTF8.self)
  }
}
