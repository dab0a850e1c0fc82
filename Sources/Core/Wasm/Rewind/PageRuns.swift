/// Runs of pages in a set of at most 64, one bit each.
enum PageRuns {
    static func mask(_ run: Range<Int>) -> UInt64 {
        run.count >= 64 ? .max : ((1 << UInt64(run.count)) - 1) << UInt64(run.lowerBound)
    }

    /// The run of bits that are clear around one; empty if that one is set.
    static func around(_ page: Int, clear set: UInt64) -> Range<Int> {
        guard page < 64, set & (1 << UInt64(page)) == 0 else { return page..<page }
        let above = (set >> UInt64(page)).trailingZeroBitCount
        let below = (set << UInt64(63 - page)).leadingZeroBitCount
        return max(page - below + 1, 0)..<min(page + above, 64)
    }

    /// The runs of bits that are set among the first `count`, in order.
    static func all(of set: UInt64, count: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var page = 0
        while page < count {
            let rest = set >> UInt64(page)
            if rest == 0 { break }
            let start = page + rest.trailingZeroBitCount
            if start >= count { break }
            let length = (~(set >> UInt64(start))).trailingZeroBitCount
            let end = min(start + length, count)
            runs.append(start..<end)
            page = end
        }
        return runs
    }
}
