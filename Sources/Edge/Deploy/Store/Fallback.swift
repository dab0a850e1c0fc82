/// What is live of a worker when versions that its state names are gone.
enum Fallback {
    /// The state without them, and what became of it in words; nil: all are there.
    ///
    /// The share of one that is gone goes to the newest version before it that is there: it served before, or came out of
    /// the same line. Without one it goes to the largest share that is left.
    ///
    /// - Parameter complete: the versions that are there, in ascending order.
    static func state(_ state: WorkerState, complete: [VersionNumber]) -> (state: WorkerState, notes: [String])? {
        let known = Set(complete)
        guard !state.versionsInUse.isSubset(of: known) else { return nil }
        var result = state
        var notes: [String] = []
        result.pinned = state.pinned.filter(known.contains)
        result.history.keep(known.contains)
        result.shares = shares(state.shares, complete: complete, known: known, notes: &notes)
        if result.shares.count == 1 { result.history.settle(on: result.shares[0].version) }
        if let previous = state.previous, !known.contains(previous) {
            if result.previous == nil, let before = complete.last(where: { $0 < previous }) {
                result.history.insertFirst(before)
            }
            notes.append(
                "\(previous), where a rollback would have gone, is gone: "
                    + (result.previous.map { "it would go to \($0)" } ?? "there is none before it"))
        }
        if result.shares != state.shares || result.pinned != state.pinned {
            // Both name versions that are no more.
            result.assignment = nil
            result.guarded = nil
        }
        return (result, notes)
    }

    private static func shares(
        _ shares: [WorkerState.Share], complete: [VersionNumber], known: Set<VersionNumber>, notes: inout [String]
    ) -> [WorkerState.Share] {
        guard !shares.allSatisfy({ known.contains($0.version) }) else { return shares }
        var result = shares.filter { known.contains($0.version) }
        func give(_ weight: Int, to version: VersionNumber) {
            if let index = result.firstIndex(where: { $0.version == version }) {
                result[index].weight += weight
            } else {
                result.append(WorkerState.Share(version, weight: weight))
            }
        }
        var left = shares.filter { !known.contains($0.version) }
        left.sort { $0.version < $1.version }
        var homeless: [WorkerState.Share] = []
        for share in left {
            guard let before = complete.last(where: { $0 < share.version }) else {
                homeless.append(share)
                continue
            }
            give(share.weight, to: before)
            notes.append("\(share.version) is gone: \(before) takes its \(percent(share.weight))")
        }
        for share in homeless {
            if let largest = result.max(by: { ($0.weight, $0.version) < ($1.weight, $1.version) })?.version {
                give(share.weight, to: largest)
                notes.append(
                    "\(share.version) is gone, and there is none before it: \(largest) takes its \(percent(share.weight))"
                )
            } else {
                notes.append("\(share.version) is gone, and there is none before it: nothing is live until a deploy")
            }
        }
        return result.sorted { $0.version < $1.version }
    }

    static func percent(_ weight: Int) -> String {
        let hundredths = weight % 100
        guard hundredths > 0 else { return "\(weight / 100) %" }
        return "\(weight / 100).\(hundredths < 10 ? "0" : "")\(hundredths) %"
    }
}
