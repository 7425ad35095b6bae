/// A command that waits to be carried out.
package struct CommandJob: Hashable, Sendable {
  package var number: JobNumber
  package var name: JobName
  package var command: Command

  package init(number: JobNumber, name: JobName, command: Command) {
    self.number = number
    self.name = name
    self.command = command
  }
}
