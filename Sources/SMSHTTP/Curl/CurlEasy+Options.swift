internal import CLibcurl
internal import SMSCore

extension CurlEasy {
  /// How long things may take, and what happens to a connection afterwards.
  func setLimits() throws(TransferFailure) {
    let timeout = milliseconds(endpoint.timeout)
    try set(CURLOPT_TIMEOUT_MS, timeout)
    try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(endpoint.connectTimeout))
    // A drip of bytes is ended by the whole limit; this one ends a silence of that length.
    try set(CURLOPT_LOW_SPEED_LIMIT, 1)
    try set(CURLOPT_LOW_SPEED_TIME, (timeout + 999) / 1_000)
    // Load balancers drop idle connections after a minute or less; a request on one that is just
    // being dropped is lost or in doubt, so an idle connection is not used for long (seconds).
    try set(CURLOPT_MAXAGE_CONN, 15)
    // A connection that is kept for ever would never notice that the name points elsewhere now (seconds).
    try set(CURLOPT_MAXLIFETIME_CONN, 600)
    // Most answers have a few hundred bytes; a longer one takes more reads. libcurl makes this buffer
    // for each transfer, and one of 16 KiB, as it would be, makes the C library tidy up its pools each
    // time.
    try set(CURLOPT_BUFFERSIZE, 1_024)
    // No signals for timeouts, and no waiting for a stalled name lookup: without the latter it
    // holds the whole loop.
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_QUICK_EXIT, 1)
  }

  /// Which way requests take, and which they never take.
  func setWay() throws(TransferFailure) {
    try set(CURLOPT_PROTOCOLS_STR, endpoint.base.isEncrypted ? "https" : "http")
    // On one HTTP/2 connection a failure would put all requests in flight in doubt.
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

  /// An empty proxy keeps `https_proxy` of the environment out, an empty list `no_proxy`.
  private func setProxy() throws(TransferFailure) {
    try set(CURLOPT_PROXY, endpoint.proxy ?? "")
    try set(CURLOPT_NOPROXY, "")
    // The proxy sees a tunnel: neither our headers nor its own answer's mix with the server's.
    try set(CURLOPT_HTTPPROXYTUNNEL, 1)
    try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
  }

  /// At least one: to libcurl, 0 means for ever.
  private func milliseconds(_ interval: Interval) -> Int {
    Int(clamping: min(max(1, interval.wholeMilliseconds), Int64(Int32.max)))
  }
}
