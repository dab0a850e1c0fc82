/// Which cell of a histogram counts a duration: 768 cells from 0 to 68.7 s, the same in every loop and every version.
///
/// Durations in units of 256 ns. Below 32 units each has a cell of its own. From there every doubling is cut into 32 cells
/// of equal width, so that a cell is at most 3.1 % wide and its middle at most 1.6 % away from what it counts. What is
/// longer than the last cell is counted in it.
package enum LatencyCells {
    package static let count = 768
    private static let unitBits: UInt64 = 8
    /// Of a doubling: 2^5.
    private static let partBits: UInt64 = 5

    /// Without a branch: two minimum or maximum, a count of leading zeros, two shifts.
    @inlinable package static func index(of nanoseconds: UInt64) -> Int {
        let units = min(nanoseconds, 0xF_FFFF_FFFF) >> 8
        // How many doublings it lies above the first 64 units.
        let doublings = 58 &- (units | 32).leadingZeroBitCount
        return doublings &<< 5 &+ Int(truncatingIfNeeded: units &>> UInt64(truncatingIfNeeded: doublings))
    }

    /// Nanoseconds where a cell begins: it counts those from here to below the next cell's. `count` is where the last ends.
    package static func start(_ index: Int) -> UInt64 {
        let part = UInt64(1) << partBits
        guard index >= Int(part) else { return UInt64(index) << unitBits }
        let doublings = UInt64(index) >> partBits - 1
        return (part + UInt64(index) & (part - 1)) << (doublings + unitBits)
    }

    /// Nanoseconds that stand for a cell: its middle.
    package static func middle(_ index: Int) -> UInt64 { (start(index) + start(index + 1)) / 2 }
}
