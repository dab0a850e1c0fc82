internal import Synchronization

/// What one loop counts of one version, for guards.
///
/// Cells that one loop alone writes, each by a relaxed load and store: no lock, no shared cache line, nothing allocated.
/// They only rise, and a reader on any thread takes differences; it may see a request in some cells and not yet in others,
/// by one request per loop. Owned by the deployment of the version on that loop, and by who reads it.
@safe package final class VersionCounter: Sendable {
    // Sendable: cells are atomic, and this object keeps them.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<UInt64>>

    // In their order: requests; failures by `VersionFailure`; CPU time in nanoseconds; the sum of its squares, as the bits of
    // a `Double`; latencies by `LatencyCells`.
    static let requests = 0
    static let failures = 1
    static let cpu = 6
    static let cpuSquares = 7
    static let latencies = 8
    static let cellCount = latencies + LatencyCells.count

    package init() {
        unsafe cells = .allocate(capacity: Self.cellCount)
        for index in 0..<Self.cellCount { unsafe (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe cells.deinitialize(count: Self.cellCount)
        unsafe cells.deallocate()
    }

    /// Counts a request that ended; times in nanoseconds. On the loop's thread.
    package func add(latency: UInt64, cpu: UInt64, failure: VersionFailure?) {
        add(1, at: Self.requests)
        if let failure { add(1, at: Self.failures &+ failure.rawValue) }
        add(cpu, at: Self.cpu)
        let time = Double(cpu)
        let squares = Double(bitPattern: value(at: Self.cpuSquares)) + time * time
        unsafe cells[Self.cpuSquares].store(squares.bitPattern, ordering: .relaxed)
        add(1, at: Self.latencies &+ LatencyCells.index(of: latency))
    }

    /// All that was counted so far. On any thread.
    package var sample: VersionSample { VersionSample { value(at: $0) } }

    @inline(__always)
    private func add(_ count: UInt64, at index: Int) {
        unsafe cells[index].store(value(at: index) &+ count, ordering: .relaxed)
    }

    @inline(__always)
    private func value(at index: Int) -> UInt64 { unsafe cells[index].load(ordering: .relaxed) }
}
