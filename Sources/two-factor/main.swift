internal import Glibc

exit(await TwoFactor.run(Array(CommandLine.arguments.dropFirst())))
