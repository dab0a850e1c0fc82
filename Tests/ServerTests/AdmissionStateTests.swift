import Testing

@testable import Server

@Suite("Who starts, who waits, who is refused")
struct AdmissionStateTests {
    private struct Limits {
        var concurrency = 100
        var reserved = 0
        var queue = 100
    }

    private func state(places: Int, _ workers: Limits...) -> AdmissionState {
        var config = Config()
        config.limits.isolatesMax = places
        for limits in workers {
            var worker = Config.Worker(name: "w", path: "", kind: .module)
            worker.limits.concurrencyMax = limits.concurrency
            worker.limits.reserved = limits.reserved
            worker.limits.queueMax = limits.queue
            config.workers.append(worker)
        }
        return AdmissionState(AdmissionPlan(config))
    }

    @Test("past its concurrency a worker's requests wait, another's start")
    func concurrency() {
        var state = state(places: 10, Limits(concurrency: 2), Limits())
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .wait)
        #expect(state.request(1) == .start)
        #expect(state.next() == nil)
        state.ended(1)
        #expect(state.next() == nil)
        state.ended(0)
        #expect(state.next() == 0)
        #expect(state.next() == nil)
        #expect(state.isAnyWaiting == false)
    }

    @Test("who comes while others wait does not overtake them")
    func order() {
        var state = state(places: 10, Limits(concurrency: 1))
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .wait)
        state.ended(0)
        #expect(state.request(0) == .wait)
        #expect(state.next() == 0)
        #expect(state.next() == nil)
        #expect(state.waiting(0) == 1)
    }

    @Test("who comes the moment that a place is free does not overtake another worker's that waits for it")
    func orderAmongWorkers() {
        var state = state(places: 3, Limits(), Limits(), Limits(reserved: 1))
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .start)
        #expect(state.request(1) == .wait)
        state.ended(0)
        #expect(state.request(0) == .wait)
        // Its own place nobody waits for.
        #expect(state.request(2) == .start)
        #expect(state.next() == 1)
        #expect(state.next() == nil)
        state.ended(1)
        #expect(state.next() == 0)
        state.ended(0)
        // Nobody waits any more.
        #expect(state.request(0) == .start)
    }

    @Test("who waits for an end of its own worker's keeps no place from others")
    func waitsForItself() {
        var state = state(places: 3, Limits(), Limits(concurrency: 1))
        #expect(state.request(1) == .start)
        #expect(state.request(1) == .wait)
        #expect(state.request(0) == .start)
        state.ended(0)
        #expect(state.request(0) == .start)
    }

    @Test("a reserve stays free for its worker, whatever the others want")
    func reserve() {
        var state = state(places: 4, Limits(queue: 0), Limits(reserved: 2, queue: 0))
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .refuse(.isolates))
        #expect(state.request(1) == .start)
        #expect(state.request(1) == .start)
        #expect(state.request(1) == .refuse(.isolates))
        // What it gives back is its own again, not everybody's.
        state.ended(1)
        #expect(state.request(0) == .refuse(.isolates))
        state.ended(0)
        #expect(state.request(1) == .start)
        #expect(state.request(1) == .start)
        #expect(state.request(0) == .refuse(.isolates))
    }

    @Test("beyond its reserve a worker takes of what is free, and gives that back first")
    func beyondReserve() {
        var state = state(places: 3, Limits(queue: 0), Limits(reserved: 1, queue: 0))
        for _ in 0..<3 { #expect(state.request(1) == .start) }
        #expect(state.request(0) == .refuse(.isolates))
        state.ended(1)
        #expect(state.request(0) == .start)
        state.ended(1)
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .refuse(.isolates))
        #expect(state.running(1) == 1)
    }

    @Test("a queue takes as many as it may, and says which limit it was")
    func refusals() {
        var state = state(places: 10, Limits(concurrency: 1, queue: 2), Limits(concurrency: 1, queue: 0))
        #expect(state.request(0) == .start)
        #expect(state.request(0) == .wait)
        #expect(state.request(0) == .wait)
        #expect(state.request(0) == .refuse(.queue))
        state.stoppedWaiting(0)
        #expect(state.request(0) == .wait)
        #expect(state.request(1) == .start)
        #expect(state.request(1) == .refuse(.concurrency))
    }

    @Test("workers that wait for the same places take turns")
    func turns() {
        var state = state(places: 1, Limits(), Limits(), Limits())
        #expect(state.request(0) == .start)
        for _ in 0..<2 { for worker in 0..<3 { #expect(state.request(worker) == .wait) } }
        var order: [Int] = []
        var running = 0
        for _ in 0..<6 {
            state.ended(running)
            guard let worker = state.next() else { break }
            order.append(worker)
            running = worker
        }
        #expect(order == [0, 1, 2, 0, 1, 2])
        #expect(state.isAnyWaiting == false)
    }

    @Test("whatever happens, no limit is passed and no place is lost", arguments: 0..<20)
    func anything(seed: UInt64) {
        var random = SplitMix(state: seed)
        var state = state(
            places: 7, Limits(concurrency: 3, queue: 2), Limits(reserved: 2, queue: 3),
            Limits(concurrency: 4, reserved: 1, queue: 0))
        var running = [0, 0, 0]
        var waiting = [0, 0, 0]
        for _ in 0..<2_000 {
            let worker = Int(random.next() % 3)
            switch random.next() % 4 {
            case 0, 1:
                switch state.request(worker) {
                case .start: running[worker] += 1
                case .wait: waiting[worker] += 1
                case .refuse: break
                }
            case 2 where running[worker] > 0:
                state.ended(worker)
                running[worker] -= 1
            case 3 where waiting[worker] > 0 && random.next() % 2 == 0:
                state.stoppedWaiting(worker)
                waiting[worker] -= 1
            default:
                while let next = state.next() {
                    running[next] += 1
                    waiting[next] -= 1
                }
            }
            #expect(running.reduce(0, +) <= 7)
            #expect(running[0] <= 3 && running[2] <= 4)
            // Of 7 places 3 are reserved for the second and third.
            #expect(running[0] <= 4 && running[0] + max(0, running[1] - 2) + max(0, running[2] - 1) <= 4)
            #expect(waiting[0] <= 2 && waiting[1] <= 3 && waiting[2] == 0)
            #expect((0..<3).map { state.running($0) } == running && (0..<3).map { state.waiting($0) } == waiting)
        }
        for worker in 0..<3 {
            for _ in 0..<running[worker] { state.ended(worker) }
            for _ in 0..<waiting[worker] { state.stoppedWaiting(worker) }
        }
        for _ in 0..<3 { #expect(state.request(0) == .start) }
        for _ in 0..<3 { #expect(state.request(1) == .start) }
        #expect(state.request(2) == .start)
    }
}

/// Repeatable numbers (SplitMix64, as in `java.util.SplittableRandom`).
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
