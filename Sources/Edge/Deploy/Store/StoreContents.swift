/// What lies in an open store, as far as it is kept in memory: everything but the modules' bytes.
struct StoreContents: Sendable {
    struct Worker: Sendable {
        /// By number, ascending; each with its module.
        var versions: [VersionRecord] = []
        /// As it is on the disk; of revision 0 if nothing is there.
        var state = WorkerState()
        /// The last number that was given out, also to versions that were not kept.
        var lastNumber: UInt32 = 0
        /// Whether its directories are there.
        var hasDirectories = false

        func index(of number: VersionNumber) -> Int? { versions.firstIndex { $0.number == number } }

        /// There is no file of it, as it would say at least what number was given out.
        var hasNoState: Bool { state.revision == 0 && state.lastNumber == 0 }

        /// Deleted, and nothing was deployed since.
        var isGone: Bool { versions.isEmpty && (state.isDeleted || state.revision == 0) }
    }

    var workers: [WorkerName: Worker] = [:]
    /// The files that are there, with their sizes.
    var modules: [ModuleDigest: Int] = [:]
    /// Modules that deploys have put and that no version names yet, with how many deploys.
    var awaited: [ModuleDigest: Int] = [:]
    /// Under which secrets are told apart.
    var salt: [UInt8] = []
    /// Held as long as the store is open.
    var lock: Int32?
    /// What was put right when it was opened, and since then.
    var repairs: [Repair] = []
    /// The salt that secrets' fingerprints in it were made with is gone.
    var hasLostSalt = false
    /// Why nobody knows any more what is on the disk.
    var doubt: String?
    private var temporaries = 0
    private var asides = 0

    /// One more that stands in the log anyway: the last ones are kept.
    mutating func note(_ repair: Repair) {
        if repairs.count >= StoreLimits.repairsMax { repairs.removeFirst() }
        repairs.append(repair)
    }

    /// What the modules take together.
    var bytes: Int {
        modules.values.reduce(0) { sum, size in
            // A file with a hole in it may say that it has any size.
            let (next, overflows) = sum.addingReportingOverflow(size)
            return overflows ? .max : next
        }
    }

    /// A name in `tmp` that this process did not use before.
    mutating func nextTemporary() -> Int {
        temporaries += 1
        return temporaries
    }

    /// Which modules versions name, and how many do.
    var references: [ModuleDigest: Int] {
        var references: [ModuleDigest: Int] = [:]
        for worker in workers.values {
            for version in worker.versions { references[version.content.module, default: 0] += 1 }
        }
        return references
    }

    /// The number of the next file in the quarantine, behind those that are there.
    mutating func nextAside(after names: [String]) -> Int {
        let highest = names.compactMap { Self.asideNumber($0) }.max() ?? 0
        asides = max(asides, highest) + 1
        return asides
    }

    /// Nil for what no host has put there: there is room for as many again.
    static func asideNumber(_ name: String) -> Int? {
        Int(name.prefix { $0 != "-" }).flatMap { 0..<Int.max / 2 ~= $0 ? $0 : nil }
    }
}
