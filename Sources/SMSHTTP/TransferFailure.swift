internal import CLibcurl

/// Why a transfer did not complete.
///
/// It does not say whether the request was sent; `TransferResult.leftAt` does.
package struct TransferFailure: Error, Equatable, CustomStringConvertible {
  package var kind: Kind
  /// libcurl's code (`CURLcode`); 0 if we canceled the transfer.
  package var code: UInt32
  /// libcurl's description: one line of printable ASCII, at most 200 characters.
  package var reason: String

  package enum Kind: String, Sendable {
    case nameResolution
    case connection
    case tls
    case timeout
    /// The kept-alive connection broke, and libcurl was prevented from sending the request again.
    case repetition
    /// The answer was not HTTP.
    case malformedAnswer
    /// Canceled on our side.
    case canceled
    /// The request could not be made: out of memory, or an option was refused.
    case local
  }

  package var description: String { "\(reason) (\(kind.rawValue), curl \(code))" }

  /// The failure of transfers ended by `Transport.cancelAll`.
  package static let canceled = TransferFailure(kind: .canceled, code: 0, reason: "given up")
}

extension TransferFailure {
  /// A failure from libcurl's code and the text in its error buffer.
  init(code: CURLcode, text: String) {
    self.code = code.rawValue
    kind = Self.kinds[code.rawValue] ?? .connection
    let said = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    reason = Self.oneLine(said)
  }

  /// Replaces control and non-ASCII characters from a server, to keep them out of logs and results.
  package static func oneLine(_ text: String) -> String {
    String(text.unicodeScalars.prefix(200).map { (" "..."~").contains($0) ? Character($0) : "?" })
  }

  /// What libcurl's codes mean to us; any other code counts as a connection failure.
  private static let kinds: [UInt32: Kind] = {
    let table: [(Kind, [CURLcode])] = [
      (.nameResolution, [CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY]),
      (.timeout, [CURLE_OPERATION_TIMEDOUT]),
      (.repetition, [CURLE_ABORTED_BY_CALLBACK]),
      (
        .tls,
        [
          CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
          CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
          CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_NOTFOUND,
          CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED,
          CURLE_SSL_CLIENTCERT,
        ]
      ),
      (
        .malformedAnswer,
        [
          CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
          CURLE_HTTP2, CURLE_HTTP3,
        ]
      ),
      (
        .local,
        [
          CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT,
          CURLE_UNKNOWN_OPTION, CURLE_URL_MALFORMAT, CURLE_WRITE_ERROR, CURLE_NOT_BUILT_IN,
          CURLE_INTERFACE_FAILED,
        ]
      ),
    ]
    return table.reduce(into: [:]) { kinds, row in
      for code in row.1 { kinds[code.rawValue] = row.0 }
    }
  }()
}
