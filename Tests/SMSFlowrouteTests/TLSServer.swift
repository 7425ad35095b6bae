import SMSSystem
import TestSupport

/// openssl(1) as a server on 127.0.0.1 that answers every GET with a page and status 200.
struct TLSServer {
  let url: String
  private let process: ChildProcess
  private let output: OutputLines

  struct Failed: Error {}

  init(_ certificate: Certificate) async throws {
    var command = ChildCommand(
      "openssl",
      [
        "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate.certificateFile,
        "-key", certificate.keyFile,
      ]
    )
    let pipe = try Pipe()
    command.output = .descriptor(pipe.writer.raw)
    command.error = .null
    process = try ChildProcess(command)
    output = OutputLines(of: pipe.closeWriter())
    var port: Substring?
    while port == nil {
      let line = try await output.lines.next()
      if line.hasPrefix("ACCEPT ") { port = line.split(separator: ":").last }
    }
    url = "https://127.0.0.1:\(port ?? "")"
  }

  func stop() async throws {
    try process.send(.kill)
    _ = try await process.wait()
  }
}

/// The lines written by a child process.
final class OutputLines: Sendable {
  let lines = Mailbox<String>()
  private let executor = QueueExecutor(label: "output-lines")

  init(of reader: consuming FileDescriptor) {
    let raw = reader.release()
    executor.async { [lines] in
      let reader = FileDescriptor(owning: raw, path: "pipe")
      var rest: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 4_096)
      while let count = try? chunk.withUnsafeMutableBytes({ try reader.read(into: $0) }), count > 0
      {
        rest += chunk[..<count]
        while let end = rest.firstIndex(of: 0x0A) {
          lines.send(String(decoding: rest[..<end], as: UTF8.self))
          rest.removeFirst(end + 1)
        }
      }
    }
  }
}
