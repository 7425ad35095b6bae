/// What differs between the sites of the tests.
struct SiteSettings: Sendable {
  /// The version of the provider's interface.
  var api = "v2.1"

  /// The account's pace.
  var messagesPerSecond = 60

  /// How long an answer is awaited.
  var timeoutSeconds = 1.5

  /// When the provider is asked about an attempt in doubt.
  var looks = [0.3, 0.6, 1]

  /// Where the provider's calls are taken; nil for nowhere.
  var listenerPort: UInt16?

  /// The configuration's text; delays are short, so that a run sees many attempts.
  func text(root: String, port: UInt16) -> String {
    let spools = Site.spools.enumerated().map { number, name in
      """
      \(name): { path: "\(root)/\(name)", default_from: "\(Site.numbers[number])", \
      share: \(number + 1), allow_urgent: true }
      """
    }
    return """
      {
        state: "\(root)/state",
        spools: { \(spools.joined(separator: ", ")) },
        accounts: {
          main: {
            api: "\(api)", base_url: "http://127.0.0.1:\(port)",
            numbers: ["\(Site.numbers.joined(separator: "\", \""))"],
            access_key_file: "\(root)/access-key", secret_key_file: "\(root)/secret-key",
            messages_per_second: \(messagesPerSecond), max_in_flight: 12,
            timeout_seconds: \(timeoutSeconds), probe_seconds: 0.5,
          },
        },
        retry: { max_attempts: 1000000, first_delay_seconds: 0.05, max_delay_seconds: 0.4 },
        uncertain: { looks_after_seconds: [\(looks.map { "\($0)" }.joined(separator: ", "))] },
        min_free_mb: 0, \(listenerPort.map { "listener: { port: \($0) }," } ?? "")
        log: { format: "text" },
      }

      """
  }
}
