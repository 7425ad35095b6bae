package import SMSSystem

/// The programs of the package, built together with the tests.
package enum BuiltProgram {
  /// The path of a program.
  ///
  /// - Parameter name: Such as `smsdispatch`.
  /// - Returns: An absolute path.
  /// - Throws: `SystemError` if `/proc` is not there.
  package static func path(of name: String) throws(SystemError) -> String {
    let own = try CurrentProcess.executablePath()
    let parts = own.split(separator: "/", omittingEmptySubsequences: false)
    // The tests' own file is in the build's directory, or in a bundle there.
    let bundle = parts.lastIndex { $0.hasSuffix(".xctest") } ?? parts.count - 1
    return parts[..<bundle].joined(separator: "/") + "/\(name)"
  }
}
