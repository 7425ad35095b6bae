/// Runs a body, and throws its error as another.
///
/// - Parameters:
///   - map: Makes the caller's error of the body's.
///   - body: What may fail.
/// - Returns: What the body returns.
/// - Throws: The mapped error.
package func rethrowing<Value, Failure: Error, Mapped: Error>(
  _ map: (Failure) -> Mapped,
  _ body: () throws(Failure) -> Value
) throws(Mapped) -> Value {
  do throws(Failure) {
    return try body()
  } catch {
    throw map(error)
  }
}

/// Runs an asynchronous body, and throws its error as another.
///
/// - Parameters:
///   - map: Makes the caller's error of the body's.
///   - body: What may fail.
/// - Returns: What the body returns.
/// - Throws: The mapped error.
package func rethrowing<Value, Failure: Error, Mapped: Error>(
  _ map: (Failure) -> Mapped,
  _ body: () async throws(Failure) -> Value
) async throws(Mapped) -> Value {
  do throws(Failure) {
    return try await body()
  } catch {
    throw map(error)
  }
}
