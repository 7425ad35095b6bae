/// The table of subcommands, in the order that the help lists them.
package enum Subcommands {
  package static let all: [any Subcommand.Type] = [
    SubmitCommand.self, WaitCommand.self,
    ShowCommand.self, ListCommand.self, StatusCommand.self,
  ]
}
