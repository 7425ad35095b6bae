internal import SMSCore
internal import SMSSystem

/// Looks at the free space of the disks that the daemon needs, on a queue of its own: a network
/// file system may hang.
final class DiskLook: Sendable {
  private let executor = QueueExecutor(label: "alarm.disks")

  /// Looks once.
  ///
  /// - Parameters:
  ///   - paths: Directories, the most important first; several may be on one disk.
  ///   - minimum: The free space below which intake stops, in MiB.
  ///   - found: Receives the disks that have less than twice that.
  func look(
    at paths: [String],
    minimum: Int64,
    found: @escaping @Sendable ([AlarmCondition]) -> Void
  ) {
    executor.async { found(Self.conditions(paths, minimum)) }
  }

  private static func conditions(_ paths: [String], _ minimum: Int64) -> [AlarmCondition] {
    var seen: Set<UInt64> = []
    return paths.compactMap { path in
      // A directory that is missing stops its intake, which is an alarm of its own.
      guard let directory = try? Directory(entering: path),
        let device = try? directory.status().device, seen.insert(device).inserted,
        let disk = try? directory.fileSystem()
      else { return nil }
      return .disk(path, free: disk.freeBytes >> 20, minimum: minimum)
    }
  }
}
