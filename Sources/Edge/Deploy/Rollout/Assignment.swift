/// Which version each of 10,000 buckets of users gets: the lasting form of a rollout.
///
/// A bucket is a hundredth of a percent of the users (`KeyHash`). It is kept with the worker's state, because it follows
/// from the history of the weights and not from the weights alone: that is what makes it sticky. A value.
package struct Assignment: Equatable, Sendable {
    /// Neighbouring buckets with one version.
    package struct Run: Equatable, Sendable {
        /// The first bucket behind them.
        package let end: UInt32
        package let version: UInt32
    }

    /// Ascending, without gaps; the last ends at `Weights.whole`; neighbours differ in version.
    package let runs: [Run]

    /// The first assignment of a worker: versions in their order.
    package init(_ weights: Weights) {
        var end: UInt32 = 0
        runs = weights.shares.map { share in
            end += share.hundredths
            return Run(end: end, version: share.version)
        }
    }

    /// `runs` as the property says; neighbours of one version are joined.
    private init(joining runs: [Run]) {
        var joined: [Run] = []
        for run in runs {
            if joined.last?.version == run.version { joined.removeLast() }
            joined.append(run)
        }
        self.runs = joined
    }

    package var weights: Weights {
        var counts: [UInt32: UInt32] = [:]
        var start: UInt32 = 0
        for run in runs {
            counts[run.version, default: 0] += run.end - start
            start = run.end
        }
        guard let weights = try? Weights(hundredths: counts.map { ($0.key, $0.value) }) else {
            preconditionFailure("an assignment's runs are not whole")
        }
        return weights
    }

    /// `bucket` is below `Weights.whole`.
    package func version(ofBucket bucket: UInt32) -> UInt32 {
        for run in runs where bucket < run.end { return run.version }
        preconditionFailure("there is no bucket \(bucket)")
    }

    /// The assignment for other weights that moves the fewest users: a version whose share shrinks gives up the buckets
    /// that are too many, its highest ones, and versions whose share grows take just those. So nobody moves between two
    /// versions that both grew or stayed, and while one version's share only grows, who has it keeps it. Where several
    /// grow they take in the order of their numbers.
    ///
    /// Taking the highest means that a share taken back and given again goes to the same users.
    package func adjusted(to target: Weights) -> Assignment {
        let current = weights
        // What to take from those that shrink, and what those that grow may take, lowest version first.
        var surplus: [UInt32: UInt32] = [:]
        for share in current.shares {
            let wanted = target.hundredths(of: share.version)
            if wanted < share.hundredths { surplus[share.version] = share.hundredths - wanted }
        }
        var growing: [(version: UInt32, missing: UInt32)] = []
        for share in target.shares {
            let owned = current.hundredths(of: share.version)
            if share.hundredths > owned { growing.append((share.version, share.hundredths - owned)) }
        }
        // From the highest bucket down, so the last to grow takes first.
        var adjusted: [Run] = []
        for (index, run) in runs.enumerated().reversed() {
            let start = index == 0 ? 0 : runs[index - 1].end
            var end = run.end
            var free = min(end - start, surplus[run.version] ?? 0)
            surplus[run.version]? -= free
            while free > 0, let last = growing.indices.last {
                let taken = min(free, growing[last].missing)
                adjusted.append(Run(end: end, version: growing[last].version))
                growing[last].missing -= taken
                if growing[last].missing == 0 { growing.removeLast() }
                free -= taken
                end -= taken
            }
            if end > start { adjusted.append(Run(end: end, version: run.version)) }
        }
        // Joined from the lowest up: of two neighbours the one with the higher end stays.
        return Assignment(joining: adjusted.reversed())
    }
}

/// The form that is stored: `1:v6..9000,v7..10000`, the form's number and, for each run, its version and its end.
extension Assignment {
    private static let form = "1:"

    package var text: String {
        Self.form + runs.map { "v\($0.version)..\($0.end)" }.joined(separator: ",")
    }

    /// Reads what `text` wrote, and nothing else.
    package init(parsing text: String) throws(RolloutError) {
        let broken = RolloutError(
            "\(Quoted.text(text)) is no assignment that this swiftlet can read",
            remedy: "set the worker's rollout again, or use the swiftlet that wrote it")
        guard text.utf8.count <= RolloutLimits.assignmentBytesMax, text.hasPrefix(Self.form) else { throw broken }
        var runs: [Run] = []
        let parts = text.utf8.dropFirst(Self.form.utf8.count)
            .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        for part in parts {
            guard let dot = part.firstIndex(of: UInt8(ascii: ".")),
                let version = VersionNumber(utf8: part[..<dot])?.value, part[dot...].starts(with: "..".utf8),
                let end = WholeNumber.parse(part[dot...].dropFirst(2), max: UInt64(Weights.whole)),
                UInt32(end) > runs.last?.end ?? 0, version != runs.last?.version
            else { throw broken }
            runs.append(Run(end: UInt32(end), version: version))
        }
        guard runs.last?.end == Weights.whole, Set(runs.map(\.version)).count <= RolloutLimits.versionsMax else {
            throw broken
        }
        self.runs = runs
    }
}
