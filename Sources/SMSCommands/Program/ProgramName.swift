/// What the executable is called.
package enum ProgramName {
  package static let value = "smsdispatch"
}
