import SMSSystem

/// Valid configurations for a mutator.
enum ConfigurationCorpus {
  /// The installed configuration, with its optional members enabled.
  static func shipped() throws -> [UInt8] {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    let path = parts.joined(separator: "/") + "/systemd/config.json5"
    return try FileDescriptor(opening: path, .readOnly).read(upTo: 1 << 20)
  }

  static let inputs = [
    "{ spools: { default: {} }, accounts: { main: { numbers: ['12065550101'] } } }",
    """
    {
      state: "/var/lib/x", max_segments: 3, min_free_mb: 0,
      spools: {
        a: { path: "/a", default_from: "12065550101", allowed_from: ["12065550101"], share: 0.5,
             allow_urgent: true, max_queued: 7, require_verified: false,
             normalize: "ascii", dedup_seconds: 300 },
        b: { path: "/b", senders: ["12065550102"] },
      },
      accounts: {
        main: { api: "v2.2", base_url: "http://127.0.0.1:8026", numbers: ["12065550101"],
                access_key_file: "/k", secret_key_file: "/s", ca_file: "/c", proxy: "http://p:1",
                messages_per_second: 5, mms_per_second: 1, max_in_flight: 16, timeout_seconds: 30,
                probe_seconds: 30, price_per_segment: 0.0079, price_per_mms: 0.0195,
                allowed_recipients: ["12065550142"] },
        other: { api: "v2", numbers: ["12065550102"], mode: "dry_run" },
      },
      retry: { max_attempts: 10, first_delay_seconds: 2, max_delay_seconds: 300,
               give_up_after_seconds: 14400 },
      batches: { give_up_after_seconds: 604800 },
      uncertain: { looks_after_seconds: [5, 15, 45], otherwise: "report" },
      verification: { code_length: 6, ttl_seconds: 300, max_attempts: 5, resend_after_seconds: 30,
                      max_codes_per_hour: 5, template: "Your code is {code}", origin: "x.example" },
      listener: { address: "127.0.0.1", port: 8025, public_url: "https://x", token_file: "/t",
                  trusted: ["10.0.0.0/8", "::1"] },
      metrics: { textfile: "/var/lib/x/y.prom", interval_seconds: 5 },
      monitoring: { warn_oldest_seconds: "off", critical_oldest_seconds: 60, warn_in_doubt: 5,
                    critical: ["held"], ignore: ["trial"] },
      retention: { results_days: 2, rejected_days: 7, received_days: 7, ledger_days: 30 },
      log: { format: "auto", level: "info" },
    }
    """,
  ]
  .map { Array($0.utf8) }

  static let words = [
    "accounts: {", "spools: {", "numbers: []", "'12065550101'", "\"\"", "{code}", "\"/\"",
    "\"/a/../b\"",
    "\"/a\"", "\"http://example.com\"", "\"https://[::1]:99999\"", "1e9", "1000001", "-1",
    "operator: {",
    "1e-300", "0x7fffffff", "2147483648", "315576001", "// c\n", "/* c", "\\\n", "'\\u{1}'",
    "__proto__: 1,",
  ]
}
