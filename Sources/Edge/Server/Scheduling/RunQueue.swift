/// Who gets the next slice: work that could not finish in the event that brought it, shared out fairly among lanes.
///
/// A lane is a worker (or all files together). The lane that has had the least time is served next, however many seats
/// wait in the others: a worker with a thousand endless loops delays another's request by a slice, not by a thousand.
/// Within a lane first come, first served. A lane that was empty starts level with the others: time not used is not
/// saved up.
///
/// Process lifetime, one per loop, its thread alone. Without a clock: who runs the seats says how long they took.
final class RunQueue {
    /// A place in the queue: part of whatever waits there, at most once at a time. Its owner leaves before it dies.
    @safe final class Seat {
        fileprivate var next: Seat?
        fileprivate unowned(unsafe) var previous: Seat?
        fileprivate(set) var isQueued = false
        /// Not to be changed while it is queued.
        var lane = 0
        /// For whoever queues it: when that was, in the loop's milliseconds.
        var queuedAt: UInt64 = 0
        private var context: UnsafeMutableRawPointer?
        private var action: (@convention(c) (UnsafeMutableRawPointer) -> Void)?

        /// Before it is queued: `action` is called with `context` when its turn has come.
        func setAction(
            context: UnsafeMutableRawPointer, _ action: @escaping @convention(c) (UnsafeMutableRawPointer) -> Void
        ) {
            unsafe self.context = context
            unsafe self.action = action
        }

        /// Only after `RunQueue.next` gave it out.
        func run() {
            guard let context = unsafe context, let action = unsafe action else { return }
            unsafe action(context)
        }
    }

    private struct Lane {
        var first: Seat?
        var last: Seat?
        /// Nanoseconds that its seats took, raised to the least of the others when it was empty.
        var time: UInt64 = 0
    }

    private var lanes: [Lane]
    /// Lanes with a seat in them.
    private var busy: [Int] = []
    /// The time of the lane that was served last: where lanes that come in start.
    private var level: UInt64 = 0
    private(set) var count = 0

    /// - Parameter laneCount: seats' lanes are below it.
    init(laneCount: Int) {
        lanes = Array(repeating: Lane(), count: laneCount)
        busy.reserveCapacity(laneCount)
    }

    var isEmpty: Bool { count == 0 }

    func isEmpty(lane: Int) -> Bool { lanes[lane].first == nil }

    /// Behind the others of its lane. Harmless for one that is queued.
    func append(_ seat: Seat) {
        guard !seat.isQueued else { return }
        seat.isQueued = true
        count += 1
        if let last = lanes[seat.lane].last {
            last.next = seat
            unsafe seat.previous = last
        } else {
            lanes[seat.lane].first = seat
            lanes[seat.lane].time = max(lanes[seat.lane].time, level)
            busy.append(seat.lane)
        }
        lanes[seat.lane].last = seat
    }

    /// Harmless for one that is not queued.
    func remove(_ seat: Seat) {
        guard seat.isQueued else { return }
        seat.isQueued = false
        count -= 1
        let next = seat.next
        if let previous = unsafe seat.previous { previous.next = next } else { lanes[seat.lane].first = next }
        if let next {
            unsafe next.previous = unsafe seat.previous
        } else {
            unsafe lanes[seat.lane].last = seat.previous
        }
        seat.next = nil
        unsafe seat.previous = nil
        if lanes[seat.lane].first == nil { busy.removeAll { $0 == seat.lane } }
    }

    /// Takes the first seat of the lane that has had the least time.
    func next() -> Seat? {
        guard let lane = busy.min(by: { lanes[$0].time < lanes[$1].time }), let seat = lanes[lane].first else {
            return nil
        }
        level = max(level, lanes[lane].time)
        remove(seat)
        return seat
    }

    /// What a seat's turn took.
    func charge(_ lane: Int, nanoseconds: UInt64) { lanes[lane].time += nanoseconds }
}
