/// How one spool stands against the others.
package struct SpoolPolicy: Sendable {
  /// Its weight at equal priority, above 0.
  package var share: Double

  package init(share: Double) {
    self.share = share
  }
}
