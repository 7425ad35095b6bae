package import SMSCore
internal import SMSSystem

/// A daemon's parameters from the command line and the environment, besides its configuration.
package struct DaemonOptions: Sendable {
  package var configurationPath: String
  package var environment: [String: String]
  package var processID: Int32
  /// Whether this daemon handles TERM, INT and HUP; false if another part of the process does.
  package var watchesSignals: Bool
  /// Receives log lines instead of standard error.
  package var logSink: (@Sendable (String) -> Void)?
  /// Knows which files the credentials of the daemon's unit come from.
  package var serviceManager: ServiceManager
  /// The path of the program that runs what callers at the console's socket ask for; nil: nothing
  /// is run for them.
  package var program: String?
  package var housekeeping = HousekeepingTimes()
  package var catchUp = CatchUpTimes()
  package var media = MediaTimes()
  /// Where the system's time zones are, and how often it is looked whether they were changed.
  package var zoneDirectory = ZoneFiles.standardDirectory
  package var zoneCheck = Interval(seconds: 600)
  /// Called when the daemon has been idle for a while.
  package var releaseMemory: @Sendable () -> Void = CurrentProcess.releaseMemory

  package init(
    configurationPath: String,
    environment: [String: String],
    processID: Int32,
    watchesSignals: Bool = true,
    logSink: (@Sendable (String) -> Void)? = nil,
    serviceManager: ServiceManager = .none
  ) {
    self.configurationPath = configurationPath
    self.environment = environment
    self.processID = processID
    self.watchesSignals = watchesSignals
    self.logSink = logSink
    self.serviceManager = serviceManager
  }
}
