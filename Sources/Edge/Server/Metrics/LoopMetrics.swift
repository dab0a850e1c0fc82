internal import Synchronization

/// One loop's counters: written by its thread alone, read by whoever asks for `/metrics`.
///
/// A count is one load and one store of a cell that no other loop writes: no lock, no shared cache line. A value that
/// points into `Metrics`, which outlives the loops.
@safe struct LoopMetrics: Sendable {
    // Sendable: cells are atomic, and `Metrics` keeps them.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<UInt64>>
    private let layout: MetricLayout

    init(_ layout: MetricLayout, cells: UnsafeMutablePointer<Atomic<UInt64>>) {
        self.layout = layout
        unsafe self.cells = cells
    }

    // MARK: writing, on the loop's thread

    func add(_ counter: LoopCounter, _ count: UInt64 = 1) { add(at: counter.rawValue, count) }

    func subtract(_ counter: LoopCounter, _ count: UInt64 = 1) { add(at: counter.rawValue, 0 &- count) }

    func add(_ counter: WorkerCounter, worker: Int, _ count: UInt64 = 1) {
        add(at: layout.index(counter, worker), count)
    }

    func add(_ counter: OriginCounter, origin: Int, _ count: UInt64 = 1) {
        add(at: layout.index(counter, origin), count)
    }

    @inline(__always)
    private func add(at index: Int, _ count: UInt64) {
        let value = unsafe cells[index].load(ordering: .relaxed)
        unsafe cells[index].store(value &+ count, ordering: .relaxed)
    }

    // MARK: reading, on any thread

    func value(at index: Int) -> UInt64 { unsafe cells[index].load(ordering: .relaxed) }
}

/// Where each counter's cell is. A value.
struct MetricLayout: Sendable {
    let workers: Int
    let origins: Int
    private let workersStart = LoopCounter.allCases.count
    private let perWorker = WorkerCounter.allCases.count
    private let originsStart: Int
    private let perOrigin = OriginCounter.allCases.count

    init(workers: Int, origins: Int) {
        self.workers = workers
        self.origins = origins
        originsStart = workersStart + workers * perWorker
    }

    var cellCount: Int { originsStart + origins * perOrigin }

    func index(_ counter: WorkerCounter, _ worker: Int) -> Int {
        precondition(worker < workers, "no such worker")
        return workersStart &+ worker &* perWorker &+ counter.rawValue
    }

    func index(_ counter: OriginCounter, _ origin: Int) -> Int {
        precondition(origin < origins, "no such origin")
        return originsStart &+ origin &* perOrigin &+ counter.rawValue
    }
}
