internal import Glibc

/// The only reader of `errno`, and the only place that retries calls after EINTR.
package enum Errno {
  /// Makes a system call, again if a signal interrupts it.
  ///
  /// Not for `close(2)`, which has closed the descriptor even when it reports `EINTR`.
  /// - Parameters:
  ///   - operation: The system call's name.
  ///   - path: What it is applied to, escaped for display; evaluated only for an error.
  ///   - call: The call; -1 means that it failed and set `errno`.
  /// - Returns: What the call returned.
  /// - Throws: `SystemError` with the code the call left in `errno`.
  @discardableResult
  package static func check<Value: SignedInteger>(
    _ operation: String,
    _ path: @autoclosure () -> String? = nil,
    _ call: () -> Value
  ) throws(SystemError) -> Value {
    while true {
      let value = call()
      if value != -1 {
        return value
      }
      let code = errno
      if code != EINTR {
        throw SystemError(code: code, operation: operation, path: path())
      }
    }
  }

  /// Makes a call that reports failure as a null pointer.
  ///
  /// - Parameters:
  ///   - operation: The call's name.
  ///   - path: What it is applied to, escaped for display; evaluated only for an error.
  ///   - call: The call; `errno` is 0 when it starts.
  /// - Returns: The pointer, or nil if the call returned none but set no error (`readdir`).
  /// - Throws: `SystemError` with the code the call left in `errno`.
  package static func checkPointer<Pointer>(
    _ operation: String,
    _ path: @autoclosure () -> String? = nil,
    _ call: () -> Pointer?
  ) throws(SystemError) -> Pointer? {
    errno = 0
    if let pointer = call() {
      return pointer
    }
    let code = errno
    if code == 0 {
      return nil
    }
    throw SystemError(code: code, operation: operation, path: path())
  }

  /// Makes a call that returns its error number instead of setting `errno` (`posix_spawn`).
  ///
  /// - Parameters:
  ///   - operation: The call's name.
  ///   - path: What it is applied to, escaped for display; evaluated only for an error.
  ///   - call: The call; 0 means success.
  /// - Throws: `SystemError` with the number the call returned.
  package static func checkReturned(
    _ operation: String,
    _ path: @autoclosure () -> String? = nil,
    _ call: () -> Int32
  ) throws(SystemError) {
    while true {
      let code = call()
      if code == 0 {
        return
      }
      if code != EINTR {
        throw SystemError(code: code, operation: operation, path: path())
      }
    }
  }
}
