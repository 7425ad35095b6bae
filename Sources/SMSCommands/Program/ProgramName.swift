/// What the executable is called.
enum ProgramName {
  static let value = "smsdispatch"
}
