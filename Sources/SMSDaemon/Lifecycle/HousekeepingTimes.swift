package import SMSCore

/// When the housekeeper works.
package struct HousekeepingTimes: Sendable {
  /// After the start.
  package var firstRun = Interval(seconds: 60)
  /// After the end of the run before.
  package var period = Interval(seconds: 3_600)
  /// After the last result, until the memory that the work took goes back.
  ///
  /// A page that is used again after that costs a moment, so messages every few seconds keep theirs.
  package var quiet = Interval(seconds: 30)

  package init() {}
}
