/// What a hold stops: a switch over many jobs, or one job.
package enum HoldScope: Hashable, Sendable {
  case all
  case spool(String)
  case account(String)
  case job(JobName)
  /// The daemon's own: the provider refuses this sender for everybody.
  case sender(Sender)
}
