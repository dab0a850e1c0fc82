internal import Isolate

/// The cost of an isolate while others are alive.
struct AliveIsolates {
    let subject: Subject
    let count: Int
    /// Each is entered before it waits its turn, until it waits for an origin; else it is entered when its turn comes.
    let areSuspended: Bool

    /// What a burst costs each isolate, in nanoseconds: all are made, all are entered, all end.
    struct Burst {
        var make = Double.infinity
        var enter = Double.infinity
        var end = Double.infinity
    }

    /// Nanoseconds of one isolate, from its making to its end, where `count` are alive all the time: the oldest ends, a
    /// new one is made.
    func rolling() throws -> Double {
        var alive: [Isolate] = []
        alive.reserveCapacity(count)
        defer { for isolate in alive { isolate.end() } }
        for _ in 0..<count { alive.append(try begin()) }
        var oldest = 0
        // The first time round is the warm-up: each slot's memory is mapped.
        return try nanoseconds(rounds: count > 1_000 ? 3 : 25, times: max(2_000, 2 * count)) {
            try complete(alive[oldest])
            alive[oldest] = try begin()
            oldest = oldest + 1 == count ? 0 : oldest + 1
        }
    }

    func burst() throws -> Burst {
        var best = Burst()
        for _ in 0..<max(3, 2_000 / count) {
            var alive: [Isolate] = []
            alive.reserveCapacity(count)
            defer { for isolate in alive { isolate.end() } }
            best.make = min(best.make, try nanoseconds(rounds: 1, times: count) { alive.append(try subject.start()) })
            var next = 0
            let enter = try nanoseconds(rounds: 1, times: count) {
                if try !subject.enter(alive[next]) { try subject.finish(alive[next]) }
                next += 1
            }
            best.enter = min(best.enter, enter)
            best.end = min(best.end, nanoseconds(rounds: 1, times: count) { alive.removeLast().end() })
        }
        return best
    }

    /// Bytes of resident memory that each has while all are alive: new ones, and after each slot has had a second one.
    func residentBytes() throws -> (new: Double, rewound: Double) {
        var alive: [Isolate] = []
        defer { for isolate in alive { isolate.end() } }
        let before = try ResidentMemory.bytes()
        for _ in 0..<count { alive.append(try begin()) }
        let new = try ResidentMemory.bytes()
        for index in alive.indices {
            try complete(alive[index])
            alive[index] = try begin()
        }
        return (Double(new - before) / Double(count), Double(try ResidentMemory.bytes() - before) / Double(count))
    }

    private func begin() throws -> Isolate {
        let isolate = try subject.start()
        if areSuspended, try subject.enter(isolate) {
            throw BenchError(description: "the worker does not wait for an origin")
        }
        return isolate
    }

    private func complete(_ isolate: Isolate) throws {
        if areSuspended {
            try subject.finish(isolate)
        } else if try !subject.enter(isolate) {
            try subject.finish(isolate)
        }
        isolate.end()
    }
}
