import Foundation

/// A run of `systemd/install.sh` with another root.
struct InstallScript {
  let status: Int32
  let output: String

  init(root: String, prefix: String? = nil, arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [Repository.path("systemd/install.sh")] + arguments
    var environment = ["PATH": "/usr/bin:/bin", "DESTDIR": root]
    environment["PREFIX"] = prefix
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}
