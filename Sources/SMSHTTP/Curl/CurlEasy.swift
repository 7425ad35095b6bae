internal import CLibcurl
internal import SMSCore
internal import SMSSystem

/// A reusable easy handle of libcurl, for one transfer at a time.
///
/// Belongs to the transport's queue. libcurl's callbacks receive it as an unretained pointer, which
/// is sound because they run only while the transport holds the handle and drives it.
final class CurlEasy {
  let handle: UnsafeMutableRawPointer
  let endpoint: Endpoint
  let sockets: SocketSet
  /// Kept alive because libcurl's handle points into the list.
  private let headers: CurlHeaderList
  private let errorText: UnsafeMutablePointer<CChar>
  /// The channel of the current transfer; nil between transfers.
  private(set) var state: ChannelState?
  var progress: TransferProgress?
  /// The path of the URL that libcurl currently has.
  private var path: String?
  /// The last loopback address that the handle connected to.
  var loopback: String?

  init(
    endpoint: Endpoint,
    headers: CurlHeaderList,
    sockets: SocketSet
  ) throws(TransferFailure) {
    guard let handle = curl_easy_init() else {
      throw TransferFailure(code: CURLE_FAILED_INIT, text: "")
    }
    self.handle = handle
    self.endpoint = endpoint
    self.headers = headers
    self.sockets = sockets
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try setCallbacks()
    try setLimits()
    try setWay()
  }

  deinit {
    curl_easy_cleanup(handle)
    errorText.deallocate()
  }

  /// Sets the handle up for a request; the caller adds it to the multi handle.
  func prepare(_ request: TransferRequest, of state: ChannelState) throws(TransferFailure) {
    errorText.pointee = 0
    if request.path != path {
      try set(CURLOPT_URL, endpoint.base.text + request.path)
      path = request.path
    }
    try prepare(request.content)
    self.state = state
    let now = MonotonicTime(nanoseconds: Clocks.monotonic)
    progress = TransferProgress(request: request, beganAt: now)
  }

  private func prepare(_ content: TransferRequest.Content) throws(TransferFailure) {
    // An earlier request's method must not remain.
    try check(smsdispatch_easy_set_string(handle, CURLOPT_CUSTOMREQUEST, nil))
    switch content {
    case .get:
      try set(CURLOPT_HTTPGET, 1)
    case .post(let bytes):
      try setBody(bytes)
    case .put(let bytes):
      try setBody(bytes)
      try set(CURLOPT_CUSTOMREQUEST, "PUT")
    case .patch(let bytes):
      try setBody(bytes)
      try set(CURLOPT_CUSTOMREQUEST, "PATCH")
    case .delete:
      try set(CURLOPT_HTTPGET, 1)
      try set(CURLOPT_CUSTOMREQUEST, "DELETE")
    }
  }

  private func setBody(_ bytes: [UInt8]) throws(TransferFailure) {
    try set(CURLOPT_POST, 1)
    try set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
    try check(smsdispatch_easy_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, bytes))
  }

  /// Takes the result of the transfer, after which the handle is ready for the next one.
  ///
  /// - Parameters:
  ///   - code: libcurl's result.
  ///   - failure: Why we gave up; nil if libcurl ended the transfer.
  /// - Returns: The request and its result; nil if no transfer was in progress.
  func finish(code: CURLcode, failure: TransferFailure? = nil) -> (TransferRequest, TransferResult)?
  {
    guard let progress else { return nil }
    self.progress = nil
    state = nil
    let broken = code == CURLE_OK ? nil : TransferFailure(code: code, text: errorString)
    var result = TransferResult(
      beganAt: progress.beganAt,
      leftAt: progress.leftAt,
      endedAt: MonotonicTime(nanoseconds: Clocks.monotonic),
      // Until the request is sent, a status can only be a proxy's.
      status: progress.leftAt == nil ? nil : self.code(of: CURLINFO_RESPONSE_CODE),
      failure: failure ?? broken
    )
    if progress.leftAt == nil { result.proxyStatus = self.code(of: CURLINFO_HTTP_CONNECTCODE) }
    result.head = progress.head
    result.body = progress.body
    result.isCut = progress.isCut
    result.timings = timings
    return (progress.request, result)
  }

  private var errorString: String { String(cString: errorText) }

  private func code(of info: CURLINFO) -> Int? {
    var code = 0
    smsdispatch_easy_get_long(handle, info, &code)
    return code == 0 ? nil : code
  }

  private var timings: TransferTimings {
    TransferTimings(
      nameLookup: microseconds(CURLINFO_NAMELOOKUP_TIME_T),
      connect: microseconds(CURLINFO_CONNECT_TIME_T),
      handshake: microseconds(CURLINFO_APPCONNECT_TIME_T),
      total: microseconds(CURLINFO_TOTAL_TIME_T)
    )
  }

  private func microseconds(_ info: CURLINFO) -> Int64 {
    var value: curl_off_t = 0
    smsdispatch_easy_get_size(handle, info, &value)
    return Int64(value)
  }
}

extension CurlEasy {
  /// Where libcurl writes its error messages.
  func setErrorText() throws(TransferFailure) {
    try check(smsdispatch_easy_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
  }

  /// The headers of every request on the channel.
  func setHeaders() throws(TransferFailure) {
    try check(smsdispatch_easy_set_list(handle, CURLOPT_HTTPHEADER, headers.first))
  }

  func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
    try check(smsdispatch_easy_set_long(handle, option, value))
  }

  func set(_ option: CURLoption, size: Int) throws(TransferFailure) {
    try check(smsdispatch_easy_set_size(handle, option, curl_off_t(size)))
  }

  func set(_ option: CURLoption, _ value: String) throws(TransferFailure) {
    try check(smsdispatch_easy_set_string(handle, option, value))
  }

  func check(_ code: CURLcode) throws(TransferFailure) {
    guard code == CURLE_OK else { throw TransferFailure(code: code, text: "") }
  }
}

/// Headers as a libcurl list; lives as long as the handles that use it.
final class CurlHeaderList {
  private(set) var first: UnsafeMutablePointer<curl_slist>?

  init(_ lines: [String]) throws(TransferFailure) {
    for line in lines {
      guard let longer = curl_slist_append(first, line) else {
        curl_slist_free_all(first)
        throw TransferFailure(code: CURLE_OUT_OF_MEMORY, text: "")
      }
      first = longer
    }
  }

  deinit { curl_slist_free_all(first) }
}

/// What libcurl's callbacks collect while a transfer runs.
struct TransferProgress {
  let request: TransferRequest
  let beganAt: MonotonicTime
  var leftAt: MonotonicTime?
  var head = AnswerHead()
  var body: [UInt8] = []
  var isCut = false

  init(request: TransferRequest, beganAt: MonotonicTime) {
    self.request = request
    self.beganAt = beganAt
  }

  /// Keeps the body up to the request's limit.
  mutating func take(body bytes: UnsafeBufferPointer<UInt8>) {
    let kept = bytes.prefix(request.kept - body.count)
    body.append(contentsOf: kept)
    if kept.count < bytes.count { isCut = true }
  }
}
