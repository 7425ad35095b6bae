internal import CLibcurl
internal import SMSCore
internal import SMSSystem

/// One file on its way from a server to a sink.
///
/// libcurl's callbacks receive it as an unretained pointer, which is sound because they run only
/// inside `run`.
final class CurlDownload {
  /// A server that never ends its headers does not serve files.
  private static let mostHeaderBytes = 64 << 10
  /// The longest silence, in seconds.
  private static let longestSilence = 20

  private let handle: UnsafeMutableRawPointer
  private let link: DownloadLink
  private let rule: DownloadRule
  private let limits: DownloadLimits
  private let sink: (UnsafeRawBufferPointer) throws(SystemError) -> Void
  private let isCanceled: () -> Bool
  private var bytes: Int64 = 0
  private var headerBytes = 0
  private var isTooLarge = false
  /// Whether an address was refused, and whether one was allowed.
  private var (hasRefused, hasAllowed) = (false, false)
  private var sinkError: SystemError?

  /// Fetches a file; see `Downloader.fetch`.
  static func run(
    _ link: DownloadLink,
    _ rule: DownloadRule,
    _ limits: DownloadLimits,
    _ sink: @escaping (UnsafeRawBufferPointer) throws(SystemError) -> Void,
    isCanceled: @escaping () -> Bool
  ) -> Result<Int64, DownloadFault> {
    guard !isCanceled() else { return .failure(.canceled) }
    guard CurlMulti.globalResult == CURLE_OK, let handle = curl_easy_init() else {
      return .failure(.connection)
    }
    defer { curl_easy_cleanup(handle) }
    let download = CurlDownload(handle, link, rule, limits, sink, isCanceled)
    return withExtendedLifetime(download) { download.perform() }
  }

  private init(
    _ handle: UnsafeMutableRawPointer,
    _ link: DownloadLink,
    _ rule: DownloadRule,
    _ limits: DownloadLimits,
    _ sink: @escaping (UnsafeRawBufferPointer) throws(SystemError) -> Void,
    _ isCanceled: @escaping () -> Bool
  ) {
    self.handle = handle
    self.link = link
    self.rule = rule
    self.limits = limits
    self.sink = sink
    self.isCanceled = isCanceled
  }

  private func perform() -> Result<Int64, DownloadFault> {
    do throws(TransferFailure) {
      try setCallbacks()
      try setLimits()
      try setWay()
    } catch {
      return .failure(.connection)
    }
    let code = curl_easy_perform(handle)
    var status = 0
    smsdispatch_easy_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    if code == CURLE_ABORTED_BY_CALLBACK { return .failure(.canceled) }
    if let sinkError { return .failure(.sink(sinkError)) }
    if status != 0, status != 200 { return .failure(.status(status)) }
    if isTooLarge || code == CURLE_FILESIZE_EXCEEDED { return .failure(.tooLarge) }
    if hasRefused, !hasAllowed { return .failure(.address) }
    if code == CURLE_OPERATION_TIMEDOUT { return .failure(.timeout) }
    return code == CURLE_OK && status == 200 ? .success(bytes) : .failure(.connection)
  }

  private func setLimits() throws(TransferFailure) {
    let milliseconds = Int(clamping: max(1, limits.time.wholeMilliseconds))
    try set(CURLOPT_TIMEOUT_MS, milliseconds)
    try set(CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 10_000))
    try set(CURLOPT_LOW_SPEED_LIMIT, 1)
    try set(CURLOPT_LOW_SPEED_TIME, Self.longestSilence)
    // What the server announces; what it sends is counted.
    try check(
      smsdispatch_easy_set_size(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(limits.bytes))
    )
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_QUICK_EXIT, 1)
  }

  private func setWay() throws(TransferFailure) {
    try set(CURLOPT_URL, link.url)
    try set(CURLOPT_PROTOCOLS_STR, link.isOwn ? "http,https" : "https")
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_HTTP09_ALLOWED, 0)
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    try set(CURLOPT_FRESH_CONNECT, 1)
    try set(CURLOPT_FORBID_REUSE, 1)
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    // An empty proxy overrides those of the environment.
    try set(CURLOPT_PROXY, proxy ?? "")
    try set(CURLOPT_NOPROXY, "")
    try set(CURLOPT_HTTPPROXYTUNNEL, 1)
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    try set(CURLOPT_USERAGENT, "smsdispatch")
  }

  private var proxy: String? { link.isOwn ? nil : rule.proxy }

  private func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
    try check(smsdispatch_easy_set_long(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) throws(TransferFailure) {
    try check(smsdispatch_easy_set_string(handle, option, value))
  }

  private func check(_ code: CURLcode) throws(TransferFailure) {
    guard code == CURLE_OK else { throw TransferFailure(code: code, text: "") }
  }
}

extension CurlDownload {
  private func setCallbacks() throws(TransferFailure) {
    let me = Unmanaged.passUnretained(self).toOpaque()
    for option in [
      CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_XFERINFODATA,
    ] {
      try check(smsdispatch_easy_set_pointer(handle, option, me))
    }
    // Less than what was given ends the transfer.
    try check(
      smsdispatch_easy_set_write(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, download in
        let isTaken = CurlDownload.at(download)?.take(bytes, size * count) ?? false
        return isTaken ? size * count : 0
      }
    )
    try check(
      smsdispatch_easy_set_write(handle, CURLOPT_HEADERFUNCTION) { _, size, count, download in
        let isTaken = CurlDownload.at(download)?.takeHeader(size * count) ?? false
        return isTaken ? size * count : 0
      }
    )
    try check(
      smsdispatch_easy_set_opensocket(handle) { download, _, address in
        guard let address, let download = CurlDownload.at(download), download.allows(address)
        else { return CurlDownload.noSocket }
        return smsdispatch_socket_open(address)
      }
    )
    try set(CURLOPT_NOPROGRESS, 0)
    try check(
      smsdispatch_easy_set_progress(handle) { download, _, _, _, _ in
        CurlDownload.at(download)?.isCanceled() ?? true ? 1 : 0
      }
    )
  }

  /// `CURL_SOCKET_BAD`, a macro that Swift cannot import.
  private static let noSocket: curl_socket_t = -1

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlDownload? {
    pointer.map { Unmanaged<CurlDownload>.fromOpaque($0).takeUnretainedValue() }
  }

  private func take(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> Bool {
    guard Int64(count) <= limits.bytes - bytes else {
      isTooLarge = true
      return false
    }
    do throws(SystemError) {
      try sink(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
      bytes += Int64(count)
      return true
    } catch {
      sinkError = error
      return false
    }
  }

  private func takeHeader(_ count: Int) -> Bool {
    headerBytes += count
    return headerBytes <= Self.mostHeaderBytes
  }

  /// Whether the address that libcurl is about to connect to is allowed; a proxy's always is.
  private func allows(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
    let isAllowed = link.isOwn || proxy != nil || isAllowed(address)
    if isAllowed { hasAllowed = true } else { hasRefused = true }
    return isAllowed
  }

  private func isAllowed(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = Int(smsdispatch_address_bytes(address, &bytes))
    return NetworkAddress(bytes: Array(bytes.prefix(count))).map(rule.allows) ?? false
  }
}
