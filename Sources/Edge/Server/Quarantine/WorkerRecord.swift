internal import HTTP
internal import Isolate
internal import Synchronization

/// One worker of the configuration as the process has it: the version that answers, the one before it while that may be
/// needed, and who else answers while the version is out.
///
/// Process lifetime, any thread. Loops have copies of the versions and are told of changes by posts.
final class WorkerRecord: Sendable {
    /// Empty: a place for a worker that is not there yet.
    var name: String { label.withLock { $0 } }
    private let label: Mutex<String>
    let quarantine: Config.Quarantine?
    /// Index in `LoopContext.origins`.
    let origin: Int?
    let originName: String
    let originRate: EvenRate
    let originsPerSecond: Int
    /// A fixed answer or files.
    let answer: RouteAction?
    let keepsPrevious: Bool
    private let present = Mutex(Versions())
    /// What fallbacks had answered when a version was first taken out.
    let answeredBefore = Mutex<[UInt64]>([])

    struct Versions: Sendable {
        /// Who answers where nothing else is said: of several the baseline. Nil: none yet.
        var current: WorkerVersion?
        /// Who answers while `current` is out, until that one has proved itself.
        var previous: WorkerVersion?
        /// Nil: `current` has all requests.
        var split: VersionSplit?
        /// Nil: no requests are copied.
        var shadow: Shadow?
        /// Besides those: who may be asked for by number.
        var spare: [WorkerVersion] = []

        /// In hundredths of a percent.
        func share(of version: WorkerVersion) -> Int {
            guard let split else { return version === current ? 10_000 : 0 }
            return split.versions.firstIndex { $0 === version }.map { split.shares[$0] } ?? 0
        }

        /// Each once.
        var all: [WorkerVersion] {
            var all: [WorkerVersion] = []
            for version in [current, previous].compactMap(\.self) + (split?.versions ?? []) + spare
            where !all.contains(where: { $0 === version }) { all.append(version) }
            return all
        }
    }

    init(_ worker: Config.Worker, _ config: Config) {
        label = Mutex(worker.name)
        quarantine = worker.quarantine
        origin = worker.fallback.origin
        originName = worker.fallback.origin.map { config.origins[$0].name } ?? ""
        originsPerSecond = worker.fallback.originRate
        originRate = EvenRate(perSecond: worker.fallback.originRate)
        keepsPrevious = worker.quarantine != nil && worker.fallback.previous
        answer =
            switch worker.fallback.answer {
            case nil: nil
            case .respond(let response): .respond(FixedAnswer(response))
            case .files(let root, let isDirectory):
                .files(
                    StaticFiles(
                        root: root,
                        pattern: RoutePattern(host: .any, path: isDirectory ? .prefix("/") : .exact("/"))))
            }
    }

    var versions: Versions { present.withLock { $0 } }

    /// A place becomes a worker's, or, with an empty name, nobody's.
    func rename(_ name: String) { label.withLock { $0 = name } }

    /// What there is from now on, whatever there was.
    func set(_ versions: Versions) { present.withLock { $0 = versions } }

    /// What there is from now on. The one before stays as a fallback when it is good; when it is not, the one that it had
    /// for a fallback itself: two at most.
    func replace(with version: WorkerVersion) -> Versions {
        present.withLock { present in
            let good = present.current.flatMap { $0.isGood ? $0 : nil }
            present = Versions(current: version, previous: keepsPrevious ? good ?? present.previous : nil)
            return present
        }
    }

    /// Lets the version before `version` go, when that one has proved itself. True for the first who says so.
    func proved(_ version: WorkerVersion) -> Bool {
        present.withLock { present in
            guard present.current === version, present.previous != nil else { return false }
            present.previous = nil
            return true
        }
    }

    /// Who answers while it is out, in words.
    func answers(previous: WorkerVersion?) -> String {
        var answers: [String] = []
        if let previous { answers.append("its previous version \(previous.shortName)") }
        if origin != nil {
            answers.append("origin \(originName) (\(originsPerSecond) a second at most: fallback.origin_rate)")
        }
        switch answer {
        case .respond(let answer): answers.append("fallback.respond with \(answer.status)")
        case .files: answers.append("fallback.files")
        default: answers.append("503")
        }
        return answers.joined(separator: ", then ")
    }
}
