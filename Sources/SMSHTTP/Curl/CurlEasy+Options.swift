internal import CLibcurl
internal import SMSCore

extension CurlEasy {
  /// Time limits, and how long connections are kept.
  func setLimits() throws(TransferFailure) {
    let timeout = milliseconds(endpoint.timeout)
    try set(CURLOPT_TIMEOUT_MS, timeout)
    try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(endpoint.connectTimeout))
    // Limits a silence; a slow trickle of bytes is ended by the total timeout.
    try set(CURLOPT_LOW_SPEED_LIMIT, 1)
    try set(CURLOPT_LOW_SPEED_TIME, (timeout + 999) / 1_000)
    // Load balancers drop idle connections after a minute or less; a request on a connection that
    // is just being dropped is lost or in doubt, so idle connections are not reused for long
    // (seconds).
    try set(CURLOPT_MAXAGE_CONN, 15)
    // A connection kept forever would never notice that the name now resolves elsewhere (seconds).
    try set(CURLOPT_MAXLIFETIME_CONN, 600)
    // Most answers have a few hundred bytes; longer ones take more reads. libcurl allocates this
    // buffer per transfer, and its default of 16 KiB makes the C library consolidate its pools each
    // time.
    try set(CURLOPT_BUFFERSIZE, 1_024)
    // No signals for timeouts, and no waiting for a stalled name lookup, which would block the
    // whole loop.
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_QUICK_EXIT, 1)
  }

  /// Protocols, redirects, TLS, proxy and headers.
  func setWay() throws(TransferFailure) {
    try set(CURLOPT_PROTOCOLS_STR, endpoint.base.isEncrypted ? "https" : "http")
    // On a shared HTTP/2 connection, one failure would put all requests in flight in doubt.
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_HTTP09_ALLOWED, 0)
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    try setTLS()
    try setProxy()
    try setHeaders()
    try set(CURLOPT_USERAGENT, "smsdispatch")
  }

  private func setTLS() throws(TransferFailure) {
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    if let file = endpoint.caFile { try set(CURLOPT_CAINFO, file) }
  }

  /// An empty proxy overrides `https_proxy` from the environment, an empty list `no_proxy`.
  private func setProxy() throws(TransferFailure) {
    try set(CURLOPT_PROXY, endpoint.proxy ?? "")
    try set(CURLOPT_NOPROXY, "")
    // The proxy only sees a tunnel: its headers and ours are kept apart.
    try set(CURLOPT_HTTPPROXYTUNNEL, 1)
    try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
  }

  /// At least 1: for libcurl, 0 means no limit.
  private func milliseconds(_ interval: Interval) -> Int {
    Int(clamping: min(max(1, interval.wholeMilliseconds), Int64(Int32.max)))
  }
}
