/// All deadlines of a loop, in a wheel of slots: arming one again, as each request does, writes one number.
///
/// One libuv timer turns the wheel while anything is armed. Deadlines pass up to two ticks (200 ms, unless made finer) late,
/// never early.
@safe package final class Deadlines {
    private let loop: Loop
    private let timer: Timer
    private let wheel: DeadlineWheel
    private var timerRuns = false

    /// - Parameter tick: milliseconds; the timer wakes the loop so often while anything is armed.
    package init(loop: Loop, tick: UInt64 = 100) throws(LoopError) {
        self.loop = loop
        wheel = DeadlineWheel(now: loop.now, resolution: tick)
        timer = try Timer(loop: loop)
        unsafe timer.setAction(context: Unmanaged.passUnretained(self).toOpaque()) { context in
            unsafe Unmanaged<Deadlines>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.turn() }
        }
    }

    /// (Re)starts `deadline`: it passes `milliseconds` from now.
    package func arm(_ deadline: UnsafeMutablePointer<Deadline>, milliseconds: UInt64) {
        let now = loop.now
        unsafe wheel.arm(deadline, at: now &+ milliseconds, now: now)
        guard !timerRuns else { return }
        timerRuns = true
        timer.start(after: wheel.resolution, every: wheel.resolution)
    }

    package func cancel(_ deadline: UnsafeMutablePointer<Deadline>) {
        unsafe wheel.cancel(deadline)
    }

    /// Closes the timer; nothing may be armed afterwards.
    package func close() { timer.close() }

    /// The timer rests from the first tick with nothing armed: one request after the other would else start and stop it
    /// twice each.
    private func turn() {
        wheel.turn(now: loop.now)
        guard wheel.armedCount == 0 else { return }
        timerRuns = false
        timer.stop()
    }
}
