extension SimulatorCommand {
  /// The text of `--help`.
  package static let help = """
    flowroute-simulator: Flowroute's messaging API on 127.0.0.1, with faults on demand.

    Usage: flowroute-simulator [options]

      --port N                   port to listen on, 0 for any that is free (8026)
      --access-key K             access key of the account (\(Credentials.demo.accessKey))
      --secret-key S             secret key of the account (\(Credentials.demo.secretKey))
      --number N                 a number of the account, may be repeated (12065550101)
      --opted-out N              a handset that answered STOP, may be repeated
      --rate N                   messages a second for each API version, 0 for no limit (5)
      --window sliding|fixed     how a second is cut: any 1,000 ms, or by the clock (sliding)
      --latency-ms N             how long every answer takes at least (0)
      --jitter-ms N              how much longer it takes at random, at most (0)
      --registration-delay-ms N  how long a message's record takes to show (0)
      --clock-skew-ms N          how far the provider's clock is ahead, may be negative (0)
      --callback-connections N   how many calls to receivers are under way at a time (4)
      --record-text FORM         how records show texts: exact, trimmed, cut, … (exact)
      --record-time FORM         how records show times: exact, minute, early, … (exact)
      --endless-list             lists never end
      --seed N                   of the jitter (1)
      --quiet                    write nothing but the URL
      --help, --version

    When it is ready it writes its URL on a line of its own. TERM or INT ends it.
    Recipients 1206555xxxx meet faults, such as 12065550401 a 401, 12065551500 a 500 once;
    POST /_simulator/faults sets others. flowroute-simulator(1) and Sources/README.md list them all.

    """
}
