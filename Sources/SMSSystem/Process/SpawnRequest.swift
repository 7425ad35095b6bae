internal import CLinux
internal import Glibc

/// A command in the form required by posix_spawn(3).
struct SpawnRequest: ~Copyable {
  private let command: ChildCommand
  private var actions = posix_spawn_file_actions_t()
  private var attributes = posix_spawnattr_t()

  /// The child starts with no signal blocked or ignored, and without the parent's descriptors.
  init(_ command: ChildCommand) throws(SystemError) {
    self.command = command
    try Errno.checkReturned("posix_spawn_file_actions_init") {
      posix_spawn_file_actions_init(&actions)
    }
    try Errno.checkReturned("posix_spawnattr_init") { posix_spawnattr_init(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    if command.leadsGroup {
      posix_spawnattr_setpgroup(&attributes, 0)
      flags |= POSIX_SPAWN_SETPGROUP
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    try add(command.input, as: 0, O_RDONLY)
    try add(command.output, as: 1, O_WRONLY | O_CREAT)
    try add(command.error, as: 2, O_WRONLY | O_CREAT)
    // Libraries open descriptors without O_CLOEXEC, for example libcurl's sockets: a child that
    // inherited one would keep its connection open.
    try Errno.checkReturned("posix_spawn_file_actions_addclosefrom_np") {
      smsdispatch_close_from(&actions, 3)
    }
    if let directory = command.directory {
      try Errno.checkReturned("posix_spawn", String(escaping: directory)) {
        posix_spawn_file_actions_addchdir_np(&actions, directory)
      }
    }
  }

  deinit {
    var actions = actions
    var attributes = attributes
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }

  /// Starts the child and returns its process id.
  mutating func spawn() throws(SystemError) -> Int32 {
    let environment = command.environment ?? Environment.all()
    let variables = CStringArray(environment.map { "\($0.key)=\($0.value)" })
    let arguments = CStringArray([command.executable] + command.arguments)
    var process: Int32 = 0
    try Errno.checkReturned("posix_spawn", String(escaping: command.executable)) {
      posix_spawnp(
        &process,
        command.executable,
        &actions,
        &attributes,
        arguments.pointer,
        variables.pointer
      )
    }
    return process
  }

  private mutating func add(
    _ stream: ChildStream,
    as number: Int32,
    _ flags: Int32
  ) throws(SystemError) {
    try Errno.checkReturned("posix_spawn", "descriptor \(number)") {
      switch stream {
      case .inherited:
        return posix_spawn_file_actions_adddup2(&actions, number, number)
      case .null:
        return posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
      case .file(let path):
        let truncate = flags & O_CREAT == 0 ? 0 : O_TRUNC
        return posix_spawn_file_actions_addopen(&actions, number, path, flags | truncate, 0o644)
      case .appendedFile(let path):
        return posix_spawn_file_actions_addopen(&actions, number, path, flags | O_APPEND, 0o644)
      case .descriptor(let descriptor):
        return posix_spawn_file_actions_adddup2(&actions, descriptor, number)
      }
    }
  }
}
