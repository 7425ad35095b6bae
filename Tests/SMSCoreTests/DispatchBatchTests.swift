import Testing

@testable import SMSCore

/// Batches: lanes of their own that are opened, held and let go.
struct DispatchBatchTests {
  @Test("nothing of a batch goes before it is accepted whole, then all in order")
  func activation() throws {
    var run = DispatcherSimulation()
    run.start()
    let batch = run.ledger.acceptBatch()
    let first = try run.add(10, to: batch)
    run.crashAndRestart()
    run.run(for: Interval(seconds: 20))
    #expect(run.sent == [])
    let second = try run.add(10, to: batch)
    run.activate(batch)
    run.run { $0.isSettled }
    #expect(run.sent == first + second)
  }

  @Test("the batches and the single messages of a spool and priority take equal turns")
  func turns() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 100)
    run.start()
    let batches = [run.ledger.acceptBatch(), run.ledger.acceptBatch()]
    for batch in batches {
      try run.add(200, to: batch)
      run.activate(batch)
    }
    try run.submit(200, .bulk)
    run.run { $0.sent.count >= 300 }
    let lanes = run.sent.prefix(300).map { run.ledger.jobs[$0]?.entry.lane.batch }
    for lane in [nil] + batches.map(Optional.some) {
      #expect((95...105).contains(lanes.count { $0 == lane }), "\(String(describing: lane))")
    }
  }

  @Test("batches of one spool do not take another spool's share")
  func shares() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 100, spools: ["a": 1, "b": 1])
    run.start()
    for _ in 0..<5 {
      let batch = run.ledger.acceptBatch()
      try run.add(100, spool: "a", to: batch)
      run.activate(batch)
    }
    try run.submit(300, .bulk, spool: "b")
    run.run { $0.sent.count >= 400 }
    let ofB = run.sent.prefix(400).count { run.ledger.jobs[$0]?.entry.lane.spool == "b" }
    #expect((195...205).contains(ofB))
  }

  @Test("a held batch stops, others go on, and it outlives a restart until its release")
  func holds() throws {
    var run = DispatcherSimulation()
    run.start()
    let (held, other) = (run.ledger.acceptBatch(), run.ledger.acceptBatch())
    let ofHeld = try run.add(30, to: held)
    let ofOther = try run.add(30, to: other)
    run.command(.hold(.job(run.batchName(held))))
    run.activate(held)
    run.activate(other)
    run.run(for: Interval(seconds: 30))
    #expect(run.states(ofHeld) == [.queued] && run.states(ofOther) == [.sent])
    run.crashAndRestart()
    run.run(for: Interval(seconds: 30))
    #expect(run.states(ofHeld) == [.queued] && run.machine.isIdle)
    run.command(.release(.job(run.batchName(held))))
    run.run(within: Interval(seconds: 30)) { $0.isSettled }
    #expect(run.states(ofHeld) == [.sent])
  }

  @Test("a hold stops what waits for its slot, and loses nothing")
  func holdsInTime() throws {
    var run = DispatcherSimulation(rate: 2)
    run.start()
    let batch = run.ledger.acceptBatch()
    let jobs = try run.add(20, to: batch)
    run.activate(batch)
    run.run { $0.sent.count >= 3 }
    run.command(.hold(.job(run.batchName(batch))))
    let before = run.sent.count
    run.run(for: Interval(seconds: 30))
    #expect(run.sent.count <= before + 1)
    run.command(.release(.job(run.batchName(batch))))
    run.run(within: Interval(seconds: 60)) { $0.isSettled }
    #expect(run.states(jobs) == [.sent])
    #expect(run.sent.count == jobs.count)
  }

  @Test("a canceled batch sends nothing more, and its command ends")
  func cancels() throws {
    var run = DispatcherSimulation(rate: 2)
    run.start()
    let batch = run.ledger.acceptBatch()
    let jobs = try run.add(20, to: batch)
    run.activate(batch)
    run.run { $0.sent.count >= 3 }
    let command = run.command(.cancel(run.batchName(batch)))
    run.run { $0.ledger.done[command] != nil && $0.isSettled }
    #expect(run.states(jobs) == [.sent, .canceled])
    #expect(run.sent.count < 6)
  }

  @Test("lanes of batches that are over are forgotten")
  func forgets() throws {
    var run = DispatcherSimulation(rate: 1000, maxInFlight: 100)
    run.start()
    for _ in 0..<(3 * Lanes.mostBatches) {
      let batch = run.ledger.acceptBatch()
      try run.add(1, to: batch)
      run.activate(batch)
      run.run { $0.isSettled }
    }
    #expect(run.sent.count == 3 * Lanes.mostBatches)
    #expect(run.machine.lines[0].lanes.lanes.count <= Lanes.mostBatches + 1)
  }
}
