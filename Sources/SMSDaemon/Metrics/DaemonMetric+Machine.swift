internal import SMSMetrics

/// The ledger, the disks, the intakes and the process.
extension DaemonMetric {
  static let ledger = [commits, ledgerSize, ledgerLog, ledgerFailing]

  static let commits = Metric.histogram(
    "smsdispatch_ledger_commit_seconds",
    help: "How long the ledger's commits take until they are durable."
  )
  static let ledgerSize = Metric.gauge(
    "smsdispatch_ledger_size_bytes",
    help: "Size of the ledger with its write-ahead log."
  )
  static let ledgerLog = Metric.gauge(
    "smsdispatch_ledger_log_bytes",
    help: "Size of the ledger's write-ahead log."
  )
  static let ledgerFailing = Metric.gauge(
    "smsdispatch_ledger_failing",
    help:
      "Whether the ledger fails, or takes nothing new because it is damaged or displaced: 1 or 0."
  )

  // MARK: Intake and disks

  static let intake = [
    intakePaused, incomingFiles, spoolFree, stateFree, minimumFree,
  ]

  static let intakePaused = Metric.gauge(
    "smsdispatch_intake_paused",
    by: "spool",
    "reason",
    help: "Whether a spool takes no requests for this reason: 1 or 0."
  )
  static let incomingFiles = Metric.gauge(
    "smsdispatch_incoming_files",
    by: "spool",
    help: "Request files in incoming/ that are not taken yet; counted up to 10,000."
  )
  static let spoolFree = Metric.gauge(
    "smsdispatch_spool_free_bytes",
    by: "spool",
    help: "Free space on the disk of a spool."
  )
  static let stateFree = Metric.gauge(
    "smsdispatch_state_free_bytes",
    help: "Free space on the disk of the state directory."
  )
  static let minimumFree = Metric.gauge(
    "smsdispatch_min_free_bytes",
    help: "With less free space, intake waits (min_free_mb)."
  )

  // MARK: The process

  static let machine =
    [
      droppedLines, buildInfo, readyTime,
    ] + standard

  static let droppedLines = Metric.counter(
    "smsdispatch_log_lines_dropped_total",
    help: "Log lines that were dropped because standard error was not read."
  )
  static let buildInfo = Metric.gauge(
    "smsdispatch_build_info",
    by: "version",
    help: "Always 1; the label is the program's version."
  )
  static let readyTime = Metric.gauge(
    "smsdispatch_ready_timestamp_seconds",
    help: "Since when the daemon has been taking requests; absent before."
  )
  static let processorTime = Metric.counter(
    "process_cpu_seconds_total",
    help: "Processor time of the process, user and system."
  )
  static let residentMemory = Metric.gauge(
    "process_resident_memory_bytes",
    help: "Resident memory of the process."
  )
  static let virtualMemory = Metric.gauge(
    "process_virtual_memory_bytes",
    help: "Virtual memory of the process."
  )
  static let openDescriptors = Metric.gauge(
    "process_open_fds",
    help: "Open file descriptors of the process."
  )
  static let startTime = Metric.gauge(
    "process_start_time_seconds",
    help: "When the process started, in seconds since 1970."
  )
}
