/// An assignment as requests look it up: which of its versions a hash gets.
///
/// One block of memory that never changes: pairs of a run's end and its version's index, ascending. Looking up is a
/// multiplication and a binary search (one comparison for two versions), without allocation or reference count where the
/// caller holds the table. Deployment lifetime; any thread.
@safe package final class AssignmentTable: Sendable {
    /// Ascending. `index(of:)` counts in it.
    package let versions: [UInt32]
    @usableFromInline nonisolated(unsafe) let cells: UnsafeMutablePointer<Cell>
    /// Of `cells`; at least 1.
    @usableFromInline let count: Int

    @usableFromInline struct Cell {
        @usableFromInline let end: UInt32
        @usableFromInline let index: UInt32
    }

    package init(_ assignment: Assignment) {
        let versions = assignment.weights.shares.map(\.version)
        self.versions = versions
        count = assignment.runs.count
        unsafe cells = .allocate(capacity: count)
        for (position, run) in assignment.runs.enumerated() {
            guard let index = versions.firstIndex(of: run.version) else { preconditionFailure("a run without version") }
            unsafe (cells + position).initialize(to: Cell(end: run.end, index: UInt32(index)))
        }
    }

    deinit { unsafe cells.deallocate() }

    /// The index in `versions` for a user's hash (`KeyHash`), or for any 64 random bits.
    @inlinable package func index(of hash: UInt64) -> Int {
        let bucket = KeyHash.bucket(of: hash)
        // The first run that ends behind the bucket. A bucket is below 10,000, where the last one ends.
        var low = 0
        var high = count &- 1
        while low < high {
            let middle = (low &+ high) / 2
            if unsafe bucket < cells[middle].end { high = middle } else { low = middle &+ 1 }
        }
        return unsafe Int(truncatingIfNeeded: cells[low].index)
    }

    /// The version for a user's hash.
    package func version(of hash: UInt64) -> UInt32 { versions[index(of: hash)] }
}
