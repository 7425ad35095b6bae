/// The parts of a run, in order.
enum Measurement: String, CaseIterable {
  case throughput
  case batch
  case receipts
  case window
  case urgent
  case pacing
  case rest
  case backlog

  /// Runs the measurement.
  ///
  /// - Throws: `Failure` if something does not work, or a message was not sent exactly once.
  func figures(_ scale: Scale) async throws(Failure) -> [Figure] {
    switch self {
    case .throughput: try await ThroughputMeasurement(scale).figures()
    case .batch: try await BatchMeasurement(scale).figures()
    case .receipts: try await ReceiptsMeasurement(scale).figures()
    case .window: try await WindowMeasurement(scale).figures()
    case .urgent: try await UrgentMeasurement(scale).figures()
    case .pacing: try await PacingMeasurement(scale).figures()
    case .rest: try await RestMeasurement(scale).figures()
    case .backlog: try await BacklogMeasurement(scale).figures()
    }
  }
}
