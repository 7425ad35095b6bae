package import SMSCore
package import SMSSystem

/// Where the results of one spool go.
package protocol ResultSink: Sendable {
  /// Replaces the job's result file; a reader sees the old one or the whole new one.
  func publish(_ snapshot: JobSnapshot) throws(SystemError)

  /// Returns when everything published so far survives a power cut.
  func sync() throws(SystemError)
}
