import SMSSystem
import TestSupport
import Testing

/// What the Python client must not do to its caller.
@Suite(.timeLimit(.minutes(10)))
struct PythonClientTests {
  @Test(
    "the caller does not wait while the kernel closes the watch",
    .enabled(if: SystemTool.areThere("python3"), "needs python3")
  )
  func closesElsewhere() async throws {
    let spool = try TemporaryDirectory()
    let run = try await SystemTool.run(
      "python3",
      ["-B", "-c", Self.program, "\(Repository.root)/spool/clients", spool.path]
    )
    #expect(run.status == .exited(0), "\(run.output)")
    #expect(run.output == "sent\nclosed by another thread\n")
  }

  private static let program = """
    import json, os, queue, sys, threading
    sys.path.insert(0, sys.argv[1])
    import smsdispatch
    closers, close = queue.Queue(), os.close
    def note(fd):
        closers.put(threading.current_thread())
        close(fd)
    os.close = note
    os.mkdir(sys.argv[2] + "/results")
    with open(sys.argv[2] + "/results/a.json", "w") as file:
        json.dump({"id": "a", "status": "sent", "final": True, "acks": ["t"]}, file)
    spool = smsdispatch.Spool(sys.argv[2])
    print(spool.wait(smsdispatch.Submission("a", "t"))["status"])
    thread = closers.get(timeout=60)
    print("closed by", "the caller" if thread is threading.main_thread() else "another thread")
    """
}
