internal import Glibc
internal import SMSCommands

let status = await Program(.system()).runProcess()
exit(status.rawValue)
