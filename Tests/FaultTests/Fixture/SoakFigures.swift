import SMSSandbox
import SMSSystem

/// A process's resource use at one moment.
struct SoakSample {
  let descriptors: Int
  let threads: Int
  let residentBytes: Int

  init(of daemon: DaemonProcess) throws {
    let usage = try ProcessUsage(of: daemon.identifier)
    descriptors = try daemon.descriptorCount()
    threads = usage.threads
    residentBytes = Int(usage.residentBytes)
  }
}

/// A process's resource use over time; the first third is the warm-up.
struct SoakFigures: CustomStringConvertible {
  private let samples: [SoakSample]

  init(_ samples: [SoakSample]) {
    self.samples = samples
  }

  /// The maximum in the second third.
  func settled(_ part: (SoakSample) -> Int) -> Int { most(part, in: 1) }

  /// How much the maximum of the last third exceeds that of the second.
  func growth(_ part: (SoakSample) -> Int) -> Int { most(part, in: 2) - most(part, in: 1) }

  private func most(_ part: (SoakSample) -> Int, in third: Int) -> Int {
    let length = samples.count / 3
    return samples.dropFirst(third * length).prefix(length).map(part).max() ?? 0
  }

  var description: String {
    func thirds(_ part: (SoakSample) -> Int) -> String {
      (0..<3).map { "\(most(part, in: $0))" }.joined(separator: ", ")
    }
    return """
      most in each third: descriptors \(thirds(\.descriptors)); threads \(thirds(\.threads)); \
      resident KiB \(thirds { $0.residentBytes / 1_024 })
      """
  }
}
