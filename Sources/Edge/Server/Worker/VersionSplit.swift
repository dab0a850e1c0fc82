internal import Deploy

/// How a worker's requests are shared among several of its versions. Immutable; any thread, until the next change.
final class VersionSplit: Sendable {
    /// What tells a request's user apart, as the loops look it up.
    enum Key: Sendable {
        case cookie([UInt8])
        case header([UInt8])
        case address

        init(_ key: AssignmentKey) {
            self =
                switch key {
                case .cookie(let name): .cookie(Array(name.utf8))
                case .header(let name): .header(Array(name.utf8))
                case .address: .address
                }
        }
    }

    let table: AssignmentTable
    /// As in `table.versions`.
    let versions: [WorkerVersion]
    /// Of each, in hundredths of a percent.
    let shares: [Int]
    let keys: [Key]
    let hash: KeyHash

    /// - Parameter versions: among them all that have a share.
    init?(_ assignment: Assignment, worker: String, keys: [AssignmentKey], versions: [WorkerVersion]) {
        table = AssignmentTable(assignment)
        shares = assignment.weights.shares.map { Int($0.hundredths) }
        self.keys = keys.map(Key.init)
        hash = KeyHash(worker: worker)
        let own = table.versions.compactMap { number in versions.first { $0.number == Int(number) } }
        guard own.count == table.versions.count else { return nil }
        self.versions = own
    }
}

/// The same as one loop has it.
final class LoopSplit {
    private let split: VersionSplit
    /// As in `VersionSplit.versions`.
    private let versions: [LoopVersion]

    init(_ split: VersionSplit, _ versions: [LoopVersion]) {
        self.split = split
        self.versions = versions
    }

    var keys: [VersionSplit.Key] { split.keys }

    func hash(_ key: UnsafeRawBufferPointer) -> UInt64 { unsafe split.hash.hash(key) }

    /// Who answers the user of that hash.
    func version(_ hash: UInt64) -> LoopVersion { versions[split.table.index(of: hash)] }

    func contains(_ version: LoopVersion) -> Bool { versions.contains { $0 === version } }
}
