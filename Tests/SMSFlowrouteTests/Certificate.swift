import SMSSystem
import TestSupport

/// A self-signed certificate and its key, made by openssl(1) in a temporary directory.
struct Certificate {
  let certificateFile: String
  let keyFile: String
  private let directory: TemporaryDirectory

  struct Failed: Error {}

  /// - Parameters:
  ///   - name: The subject's alternative name: `IP:127.0.0.1`, `DNS:example.com`.
  ///   - from: The year in which it becomes valid, on January 1st.
  ///   - until: The year in which it expires, on January 1st.
  /// - Throws: `Failed` if openssl fails, or `SystemError`.
  init(for name: String, from: Int = 2020, until: Int = 2090) async throws {
    directory = try TemporaryDirectory()
    keyFile = directory.path("key.pem")
    certificateFile = directory.path("certificate.pem")
    let request = directory.path("request.pem")
    let configuration = """
      [ca]
      default_ca = d
      [d]
      database = \(directory.path("index"))
      new_certs_dir = \(directory.path)
      serial = \(directory.path("serial"))
      rand_serial = yes
      default_md = sha256
      policy = p
      x509_extensions = e
      [p]
      commonName = supplied
      [e]
      subjectAltName = \(name)
      basicConstraints = critical, CA:TRUE
      """
    try write(configuration, to: "configuration")
    try write("", to: "index")
    try await run([
      "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-keyout", keyFile, "-out", request, "-subj", "/CN=smsdispatch test",
    ])
    try await run([
      "ca", "-batch", "-notext", "-selfsign", "-config", directory.path("configuration"),
      "-keyfile", keyFile, "-in", request, "-out", certificateFile,
      "-startdate", "\(from)0101000000Z", "-enddate", "\(until)0101000000Z",
    ])
  }

  private func write(_ text: String, to name: FileName) throws {
    try directory.directory.writeReplacing(
      name,
      Array(text.utf8),
      mode: 0o600,
      durable: false
    )
  }

  private func run(_ arguments: [String]) async throws {
    var command = ChildCommand("openssl", arguments)
    command.output = .null
    command.error = .null
    guard try await ChildProcess(command).wait() == .exited(0) else { throw Failed() }
  }
}
