internal import HTTP
internal import Synchronization

/// What the process counts: a row of cells per loop, summed when somebody reads (`+Text`).
///
/// Process lifetime, shared by all loops. Cells of two loops are two cache lines apart or more.
@safe final class Metrics: Sendable {
    /// As in `Config.workers` and `Config.origins`.
    let workers: [String]
    let origins: [String]
    let loops: [LoopMetrics]
    let layout: MetricLayout
    let process = ProcessFacts()
    // Sendable: freed by the last who holds this object, untouched before.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<UInt64>>
    private let cellCount: Int

    /// Two cache lines: processors fetch them in pairs.
    private static let paddingCells = 16

    init(loops: Int, workers: [String], origins: [String]) {
        self.workers = workers
        self.origins = origins
        let layout = MetricLayout(workers: workers.count, origins: origins.count)
        let stride = layout.cellCount + Self.paddingCells
        cellCount = Self.paddingCells + loops * stride
        let cells = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: cellCount)
        for index in 0..<cellCount { unsafe (cells + index).initialize(to: Atomic(0)) }
        self.layout = layout
        unsafe self.cells = cells
        self.loops = (0..<loops).map {
            unsafe LoopMetrics(layout, cells: cells + Self.paddingCells + $0 * stride)
        }
    }

    deinit {
        unsafe cells.deinitialize(count: cellCount)
        unsafe cells.deallocate()
    }

    // MARK: sums over the loops

    func sum(_ counter: LoopCounter) -> UInt64 { sum(at: counter.rawValue) }

    func sum(_ counter: WorkerCounter, worker: Int) -> UInt64 { sum(at: layout.index(counter, worker)) }

    func sum(_ counter: OriginCounter, origin: Int) -> UInt64 { sum(at: layout.index(counter, origin)) }

    private func sum(at index: Int) -> UInt64 { loops.reduce(0) { $0 &+ $1.value(at: index) } }
}
