import CLinux
import SMSSystem
import TestSupport
import Testing

/// The daemon under a tracer that kills it just before one of its system calls.
///
/// strace counts calls per thread (`when=`), but the steps of a message run on different threads,
/// so later ones would never be reached. This tracer counts the calls of all threads together.
struct SystemCallKiller: Sendable {
  static let missing: Comment = "needs perl, and the right to trace the own children"

  /// Calls that change something, or on which something depends.
  private static let calls: [(name: String, number: Int32)] = [
    ("openat", SYS_openat), ("close", SYS_close), ("read", SYS_read), ("write", SYS_write),
    ("pwrite64", SYS_pwrite64), ("ftruncate", SYS_ftruncate), ("fchmod", SYS_fchmod),
    ("fsync", SYS_fsync), ("fdatasync", SYS_fdatasync), ("syncfs", SYS_syncfs),
    ("renameat", SYS_renameat), ("renameat2", SYS_renameat2), ("linkat", SYS_linkat),
    ("unlinkat", SYS_unlinkat), ("socket", SYS_socket), ("connect", SYS_connect),
    ("sendto", SYS_sendto), ("sendmsg", SYS_sendmsg), ("recvfrom", SYS_recvfrom),
  ]

  /// A tracer (ptrace(2)): starts a command, and counts certain calls once it receives SIGUSR1.
  ///
  /// Calls on eventfd, epoll and inotify descriptors only wake threads, and are not counted.
  private static let script = #"""
    use strict; use warnings; $| = 1;
    my ($ptrace, $wait, $last, $armed, $calls, @command) = @ARGV;
    my %wanted = map { $_ => 1 } split /,/, $calls;
    my $seen = 0;
    my $child = fork // die "fork: $!";
    if (!$child) { kill STOP => $$; exec @command or die "exec: $!" }
    $SIG{USR1} = sub { $armed = 1; print "armed\n" };
    $SIG{TERM} = sub { kill TERM => $child };
    waitpid $child, 2;
    # PTRACE_SEIZE; PTRACE_O_TRACESYSGOOD, _TRACECLONE, _EXITKILL
    syscall($ptrace, 0x4206, $child, 0, 0x100009) == 0 or die "ptrace: $!";
    kill CONT => $child;
    while (1) {
      # Perl's own waitpid does not tell stops apart. __WALL
      my $status = "\0" x 4;
      my $thread = syscall($wait, -1, $status, 0x40000000, 0);
      if ($thread < 0) { next if $!{EINTR}; last }
      $status = unpack "I", $status;
      if (($status & 0xFF) != 0x7F) {
        print "ended $status\n" if $thread == $child;
        next;
      }
      my ($signal, $event) = (($status >> 8) & 0xFF, $status >> 16);
      if ($signal == 0x85) {
        $signal = 0;
        if ($armed) {
          my $info = "\0" x 88; # PTRACE_GET_SYSCALL_INFO: operation, 23 bytes, number, arguments
          syscall($ptrace, 0x420E, $thread, 88, $info);
          my ($operation, $call, $argument) = unpack "C x23 Q Q", $info;
          if ($operation == 1 && $wanted{$call}) {
            my $file = readlink("/proc/$child/fd/$argument") // "";
            if ($file !~ /^anon_inode/ && ++$seen == $last) {
              kill KILL => $child;
              print "killed $call\n";
            }
          }
        }
      } elsif ($event) { $signal = 0 }
      syscall($ptrace, 24, $thread, 0, $signal); # PTRACE_SYSCALL
    }
    """#

  /// Precedes the name of the call before which the command was killed.
  static let killed = "killed before "

  private let process: ChildProcess
  private let output: TemporaryDirectory

  /// Whether this machine allows tracing; not checked unless the tests run.
  static func isPossible() async -> Bool {
    guard SlowTests.areWanted else { return true }
    guard SystemTool.areThere("perl"), let output = try? TemporaryDirectory(),
      let probe = try? SystemCallKiller(at: 1, isArmed: true, ["/bin/true"], errors: output.path)
    else { return false }
    return (try? await probe.end())?.hasPrefix("killed") ?? false
  }

  /// Starts a command.
  ///
  /// - Parameters:
  ///   - number: The number of the call before which to kill it, from 1.
  ///   - isArmed: Whether calls are counted from the start, or only after `arm`.
  ///   - command: The program and its arguments.
  ///   - errors: The directory for the log.
  /// - Throws: `SystemError` if the tracer cannot be started.
  init(at number: Int, isArmed: Bool, _ command: [String], errors: String) throws {
    output = try TemporaryDirectory()
    let numbers = Self.calls.map { "\($0.number)" }.joined(separator: ",")
    var tracer = ChildCommand(
      "perl",
      [
        "-e", Self.script, "\(SYS_ptrace)", "\(SYS_wait4)", "\(number)", isArmed ? "1" : "0",
        numbers,
      ] + command
    )
    tracer.output = .file(output.path("output"))
    tracer.error = .appendedFile("\(errors)/serve.err")
    process = try ChildProcess(tracer)
  }

  /// Starts counting calls.
  func arm() async throws {
    try process.send(.user1)
    _ = try await DirectoryWatch.wait(in: output.directory) {
      try text().contains("armed") ? true : nil
    }
  }

  /// Asks the command to terminate.
  func terminate() throws { try process.send(.terminate) }

  /// Waits for the command's end.
  ///
  /// - Returns: `killed` and the call, or `ended` and the status.
  func end() async throws -> String {
    _ = try await process.end()
    let lines = try text().split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("killed") }) else {
      return lines.last.map(String.init) ?? "no word"
    }
    let name = Self.calls.first { line == "killed \($0.number)" }?.name ?? "?"
    return "\(Self.killed)\(name)"
  }

  private func text() throws -> String {
    String(decoding: try output.directory.read("output", upTo: 1 << 16), as: UTF8.self)
  }
}
