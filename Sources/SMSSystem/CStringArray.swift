internal import Glibc

/// C strings behind one another with a null pointer at the end, as `argv` and `environ` have it.
struct CStringArray: ~Copyable {
  let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointer = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() {
      (pointer + index).initialize(to: strdup(string))
    }
    (pointer + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count {
      free(pointer[index])
    }
    pointer.deallocate()
  }
}
