/// An endpoint together with the one who hears what becomes of its transfers.
///
/// A new configuration of an account is a new line; connections are not shared between lines'
/// handles unless libcurl finds them alike in host, proxy and certificates.
package final class Line: Sendable {
  package let endpoint: Endpoint
  /// Called on the transport's queue, at most once per turn, with all that happened in it.
  package let deliver: @Sendable ([TransportEvent]) -> Void

  package init(
    endpoint: Endpoint,
    deliver: @escaping @Sendable ([TransportEvent]) -> Void
  ) {
    self.endpoint = endpoint
    self.deliver = deliver
  }
}
