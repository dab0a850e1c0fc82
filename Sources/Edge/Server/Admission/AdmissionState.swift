/// Who of a loop's workers may start another request: counts in, decisions out. `Admission` holds the requests.
///
/// Lifetime: that of its loop, whose thread alone uses it.
@safe struct AdmissionState: ~Copyable {
    enum Decision: Equatable {
        /// The request has a place, until `ended`.
        case start
        /// It waits, until `next` names its worker or `stoppedWaiting`.
        case wait
        case refuse(Refusal)
    }

    private struct Seat {
        var running = 0
        var waiting = 0
        var plan: AdmissionPlan.Worker
    }

    private let seats: UnsafeMutablePointer<Seat>
    private let count: Int
    /// Places that nobody has reserved and nobody uses.
    private var free: Int
    /// The workers for which somebody waits, and the one whose turn is next.
    private var waiting: [Int] = []
    private var turn = 0
    /// Places came back, and those that wait have not been asked since.
    private var isOffered = false

    init(_ plan: AdmissionPlan) {
        count = plan.workers.count
        unsafe seats = .allocate(capacity: max(1, count))
        for (index, worker) in plan.workers.enumerated() {
            unsafe (seats + index).initialize(to: Seat(plan: worker))
        }
        free = plan.places - plan.workers.reduce(0) { $0 + $1.reserved }
    }

    deinit { unsafe seats.deallocate() }

    /// Somebody waits, for whatever worker.
    var isAnyWaiting: Bool { !waiting.isEmpty }

    func running(_ worker: Int) -> Int { unsafe seats[checked(worker)].running }

    func waiting(_ worker: Int) -> Int { unsafe seats[checked(worker)].waiting }

    /// A request has come.
    mutating func request(_ worker: Int) -> Decision {
        // Who waits was here first.
        if unsafe seats[checked(worker)].waiting == 0, mayStart(worker), !overtakes(worker) {
            start(worker)
            return .start
        }
        let seat = unsafe seats[worker]
        guard seat.plan.queue > 0 else {
            return .refuse(seat.running < seat.plan.concurrency ? .isolates : .concurrency)
        }
        guard seat.waiting < seat.plan.queue else { return .refuse(.queue) }
        unsafe seats[worker].waiting += 1
        if seat.waiting == 0 { waiting.append(worker) }
        return .wait
    }

    /// A request that had a place is over.
    mutating func ended(_ worker: Int) {
        let seat = unsafe seats[checked(worker)]
        if seat.running > seat.plan.reserved { free += 1 }
        unsafe seats[worker].running -= 1
        isOffered = isAnyWaiting
    }

    /// A request that waited is gone, or was refused.
    mutating func stoppedWaiting(_ worker: Int) {
        unsafe seats[checked(worker)].waiting -= 1
        guard unsafe seats[worker].waiting == 0, let index = waiting.firstIndex(of: worker) else { return }
        waiting.remove(at: index)
        if index < turn { turn -= 1 }
    }

    /// The worker whose first waiting request has a place now: it waits no longer. Nil: none has. Workers take turns.
    mutating func next() -> Int? {
        for step in 0..<waiting.count {
            let index = (turn + step) % waiting.count
            let worker = waiting[index]
            guard mayStart(worker) else { continue }
            turn = index + 1
            start(worker)
            stoppedWaiting(worker)
            return worker
        }
        isOffered = false
        return nil
    }

    /// It would take a place that came back for another worker's: a client that sends the next request before it has the
    /// answer is always here first.
    private func overtakes(_ worker: Int) -> Bool {
        guard isOffered, unsafe seats[worker].running >= seats[worker].plan.reserved else { return false }
        return waiting.count { mayStart($0) } >= free
    }

    private func mayStart(_ worker: Int) -> Bool {
        let seat = unsafe seats + worker
        guard unsafe seat.pointee.running < seat.pointee.plan.concurrency else { return false }
        return unsafe free > 0 || seat.pointee.running < seat.pointee.plan.reserved
    }

    private mutating func start(_ worker: Int) {
        if unsafe seats[worker].running >= seats[worker].plan.reserved { free -= 1 }
        unsafe seats[worker].running += 1
    }

    private func checked(_ worker: Int) -> Int {
        precondition(0..<count ~= worker, "no such worker")
        return worker
    }
}
