package import Loop

/// Puts loads on targets, from one loop that it turns itself: libuv's timers know milliseconds, arrivals are due at
/// microseconds. Used on the thread that made it, with the loop.
///
/// Where it has a processor to itself it does not sleep just before a request is due and just after one was sent: waking up
/// takes a system tens of microseconds, which would be counted as the server's.
package final class LoadGenerator {
    /// Nanoseconds before a request is due in which it no longer sleeps.
    private static let awakeBefore: UInt64 = 150_000
    /// Nanoseconds after the last one was sent in which it does not sleep yet, while an answer is awaited.
    private static let awakeAfter: UInt64 = 500_000
    /// How often timeouts are looked for.
    private static let expiryInterval: UInt64 = 20_000_000
    /// How long a server that refuses connections may take to be seen to have ended, in nanoseconds.
    private static let endingMost: UInt64 = 500_000_000
    /// Connections on their way at once while a pool is filled: less than any server's backlog.
    private static let connectingMax = 64

    package let loop: Loop
    let scratch: LoadScratch
    private let hasOwnProcessor: Bool

    /// - Parameter hasOwnProcessor: nobody whose time is measured runs on this thread's processor.
    package init(loop: Loop, hasOwnProcessor: Bool) {
        self.loop = loop
        self.hasOwnProcessor = hasOwnProcessor
        scratch = LoadScratch(loop: loop)
        Processors.waitExactly()
    }

    /// Opens the pool's connections ahead of the load. Those of a load with a connection per request come with it.
    package func fill(_ pool: LoadPool, timeout: Duration = .seconds(10)) throws(LoadError) {
        guard !pool.opensConnections else { return }
        let end = MonotonicClock.now + UInt64(timeout / .nanoseconds(1))
        pool.forgetFailure()
        while pool.freeCount < pool.connectionsMax {
            while pool.openCount - pool.freeCount < Self.connectingMax, pool.openAhead() {}
            if let failure = pool.connectFailure {
                try awaitEnding(of: pool.target)
                throw LoadError(
                    .target,
                    "\(pool.target.name) at \(pool.target.address): \(failure): "
                        + LoadError.advice(on: failure, pool.target))
            }
            guard MonotonicClock.now < end else {
                throw LoadError(
                    .target,
                    "\(pool.target.name) at \(pool.target.address): \(pool.freeCount) of \(pool.connectionsMax) "
                        + "connections were made in \(timeout): may it have so many, and does no firewall drop them?")
            }
            loop.wait(nanoseconds: 10_000_000)
            loop.turn()
        }
    }

    /// Its sockets are closed a moment before it is known to have ended.
    private func awaitEnding(of target: LoadTarget) throws(LoadError) {
        guard target.ending != nil else { return }
        let end = MonotonicClock.now + Self.endingMost
        while MonotonicClock.now < end {
            try target.checkEnding()
            idle(.milliseconds(5))
        }
    }

    /// Runs the pool's book until nothing is due any more and all is answered, or `drain` has passed since the last was due.
    ///
    /// Throws at once where the server is known to have ended.
    ///
    /// - Parameter tick: called every `tickInterval` nanoseconds while requests are due; it may set the book's end, or throw,
    ///   which ends the load as it is.
    package func run(
        _ pool: LoadPool, drain: Duration, tickInterval: UInt64 = .max,
        tick: (UInt64) throws(LoadError) -> Void = { _ in }
    ) throws(LoadError) {
        var now = MonotonicClock.now
        var nextExpiry = now + Self.expiryInterval
        var nextTick = tickInterval == .max ? .max : now + tickInterval
        var drainEnd: UInt64?
        while true {
            now = MonotonicClock.now
            pool.book.arrive(now: now)
            let waited = pool.book.waitingCount
            pool.sendWaiting(now: now)
            if pool.book.waitingCount != waited { lastSent = now }
            loop.turn()
            if now >= nextExpiry {
                try pool.target.checkEnding()
                pool.expire(now: now)
                nextExpiry = now + Self.expiryInterval
            }
            if now >= nextTick, pool.book.nextDue != nil {
                try tick(now)
                nextTick = now + tickInterval
            }
            guard let due = pool.book.nextDue else {
                if pool.busyCount == 0, pool.book.waitingCount == 0 { return }
                let end = drainEnd ?? now + UInt64(drain / .nanoseconds(1))
                drainEnd = end
                if now >= end { return pool.abandon(now: now) }
                sleep(pool, until: min(end, nextExpiry))
                continue
            }
            sleep(pool, until: min(due, nextExpiry, nextTick))
        }
    }

    /// Turns the loop for a while with nothing to send: what servers and origins still have to say.
    package func idle(_ duration: Duration) {
        let end = MonotonicClock.now + UInt64(duration / .nanoseconds(1))
        while MonotonicClock.now < end {
            loop.turn()
            loop.wait(nanoseconds: min(end &- min(end, MonotonicClock.now), 5_000_000))
        }
    }

    private var lastSent: UInt64 = 0

    private func sleep(_ pool: LoadPool, until time: UInt64) {
        let now = MonotonicClock.now
        guard time > now, pool.book.waitingCount == 0 || !pool.hasRoom else { return }
        var pause = time - now
        if hasOwnProcessor {
            if pool.busyCount > 0, now &- lastSent < Self.awakeAfter { return }
            guard pause > Self.awakeBefore else { return }
            pause -= Self.awakeBefore
        }
        loop.wait(nanoseconds: pause)
    }
}
