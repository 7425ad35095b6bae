internal import Glibc
internal import SMSCommands

let status = await Program(.system()).run(Array(CommandLine.arguments.dropFirst()))
exit(status.rawValue)
