import SMSSecrets
import SMSSystem
import TestSupport
import Testing

@Suite("Certificate bundles")
struct CertificateBundleTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func fault(_ text: String) throws -> String? {
    try directory.directory.writeReplacing("ca.pem", Array(text.utf8), durable: false)
    return CertificateBundle(path: directory.path("ca.pem")).fault
  }

  @Test("a certificate is one, alone and among comments")
  func good() throws {
    #expect(try fault(Self.certificate) == nil)
    #expect(try fault("Our CA\n\n\(Self.certificate)\n\(Self.certificate)") == nil)
  }

  @Test("what holds none, or one that is cut or garbled, is of no use, and says why")
  func bad() throws {
    #expect(try fault("") == "no certificate or crl found")
    #expect(try fault("hello\n") == "no certificate or crl found")
    #expect(try fault(String(Self.certificate.dropLast(40))) == "bad end line")
    let garbled = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"
    #expect(try fault("\(Self.certificate)\(garbled)") == "bad base64 decode")
    #expect(CertificateBundle(path: directory.path("none")).fault != nil)
    #expect(CertificateBundle(path: directory.path).fault != nil)
  }

  /// Made by openssl(1) for this test; signs itself.
  private static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBjDCCATOgAwIBAgIUEZ52WmQPv7hM0zbibEx4RBEBaM8wCgYIKoZIzj0EAwIw
    GzEZMBcGA1UEAwwQc21zZGlzcGF0Y2ggdGVzdDAgFw0yNjExMjgyMDExNTVaGA8y
    MTI2MTEwNDIwMTE1NVowGzEZMBcGA1UEAwwQc21zZGlzcGF0Y2ggdGVzdDBZMBMG
    ByqGSM49AgEGCCqGSM49AwEHA0IABH0GnQDGPMl1iq0Q/WosUhtXS6LPrnFhK41e
    txovZb1ci9PXvphHiQwFasRAkPEbxebIzqaxJr7o8UOb7oI1D3mjUzBRMB0GA1Ud
    DgQWBBQV/myeQ0XTf7bVrTKVhZYfm37GLDAfBgNVHSMEGDAWgBQV/myeQ0XTf7bV
    rTKVhZYfm37GLDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIGsO
    WZhD6iCvwYnOyNhmM86C91Kg7HKbbwUd6j1fStPYAiB2qMVZImVNbrYJZxKqcfgo
    VDNmt0ZBX/NL4NbWz9VFFw==
    -----END CERTIFICATE-----

    """
}
