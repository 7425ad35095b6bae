internal import CLibcurl

/// Header lines in libcurl's own list; lives as long as the handles that use it.
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
