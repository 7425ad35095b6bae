/// What the command line asks for.
struct Options {
  enum Command {
    case help
    case addUser(name: String, file: String)
    case logIn(users: String, spool: String)
    case demo
  }

  static let help = """
    two-factor: a login with password and text message, as a sample.

    two-factor [--users FILE] [--spool DIR]            logs in
    two-factor user add NAME [--users FILE]            saves a user with a password
    two-factor --demo                                  logs in with a simulated provider and phone

    FILE is ./two-factor-users, DIR /var/spool/smsdispatch/default unless given. To submit to that
    spool, be in the group smsdispatch-submit.
    """

  let command: Command

  /// Reads the words of a command line.
  ///
  /// - Throws: `Failure` with status 64.
  init(_ words: [String]) throws(Failure) {
    var users = "two-factor-users"
    var spool = "/var/spool/smsdispatch/default"
    var rest: [String] = []
    var words = words[...]
    while let word = words.popFirst() {
      switch word {
      case "--users": users = try Self.value(of: word, &words)
      case "--spool": spool = try Self.value(of: word, &words)
      default: rest.append(word)
      }
    }
    switch rest {
    case []: command = .logIn(users: users, spool: spool)
    case ["--demo"]: command = .demo
    case ["--help"], ["-h"]: command = .help
    case let words where words.count == 3 && words.starts(with: ["user", "add"]):
      command = .addUser(name: words[2], file: users)
    default:
      throw Failure(Self.help, status: 64)
    }
  }

  private static func value(
    of option: String,
    _ words: inout ArraySlice<String>
  ) throws(Failure) -> String {
    guard let value = words.popFirst() else { throw Failure("\(option) needs a value", status: 64) }
    return value
  }
}
