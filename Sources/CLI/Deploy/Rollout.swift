import Admin
import ArgumentParser
import Deploy
internal import Glibc

/// `swiftlet rollout`
struct Rollout: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which versions of a worker get what share, at once or step by step.",
        discussion: """
            Without versions: how it is. With shares, which are 100 % together: so at once.
            With one version and --steps: guarded. The version gets the first share, and
            after --every the next, while it is compared with the one before; when a guard
            is broken, everybody has the old one again at that moment. docs/rollouts.md has
            the guards and how they are tested. Without a guard time alone decides: nothing
            is compared, and requests are not waited for.

            A user keeps a version while its share grows.

            EXAMPLES
              swiftlet rollout shop                         how it is
              swiftlet rollout shop v7=10 v6=90
              swiftlet rollout shop v7 --steps 1,10,50,100 --every 10m \\
                --guard 'errors<1%' --guard 'p99<+10%' --watch
              swiftlet rollout shop --pause                 and --resume, --abort

            With --watch the exit code is 1 when the version was rolled back.
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Argument(help: ArgumentHelp("Shares in percent, or the version to roll out.", valueName: "vN=percent|vN"))
    var versions: [String] = []

    @Option(help: ArgumentHelp("Shares of the new version, rising to 100.", valueName: "percent,…"))
    var steps: String?

    @Option(help: ArgumentHelp("How long a step lasts: 30s, 10m, 2h. Default: 10m.", valueName: "time"))
    var every: String?

    @Option(help: ArgumentHelp("What must hold; any number of times.", valueName: "guard"))
    var `guard`: [String] = []

    @Option(
        help: ArgumentHelp("Requests of the new version before anything is decided. Default: 200.", valueName: "number")
    )
    var minRequests: Int?

    @Flag(help: "Halt the rollout where it is.")
    var pause = false

    @Flag(help: "Let it go on.")
    var resume = false

    @Flag(help: "End it: everybody gets the version before.")
    var abort = false

    @Flag(help: "Stay until it has ended, and print what is decided.")
    var watch = false

    @OptionGroup(title: "Host") var host: HostOptions

    private var isGuarded: Bool { steps != nil || every != nil || !self.guard.isEmpty || minRequests != nil }

    func validate() throws {
        let orders = [pause, resume, abort].count { $0 }
        guard orders <= 1, orders == 0 || versions.isEmpty && !isGuarded else {
            throw ValidationError("--pause, --resume and --abort stand alone")
        }
        if isGuarded, versions.count != 1 || versions[0].contains("=") {
            throw ValidationError("--steps, --every, --guard and --min-requests go with one version, such as v7")
        }
        if minRequests != nil, self.guard.isEmpty {
            throw ValidationError("--min-requests goes with --guard: without guards time alone decides")
        }
        if !isGuarded, versions.count == 1, !versions[0].contains("=") {
            throw ValidationError(
                "\(versions[0]): write its share (\(versions[0])=100), or --steps and --guard for a guarded rollout")
        }
    }

    func run() throws {
        var isRolledBack = false
        try host.run("rollout") { client throws(CommandError) in
            try VersionText.checkWorker(worker)
            var status = try begin(client)
            if watch {
                status = try RolloutWatch(client: client, worker: worker, isQuiet: host.json).follow(status)
                isRolledBack = [.rolledBack, .aborted].contains(status.phase)
            }
            host.show(status) { watch ? RolloutText(status: status).headline : RolloutText(status: status).text }
        }
        if isRolledBack { throw ExitCode(1) }
    }

    private func begin(_ client: AdminClient) throws(CommandError) -> RolloutStatus {
        let request: RolloutRequest
        if pause || resume {
            request = .pause(pause)
        } else if isGuarded {
            request = .guarded(try plan())
        } else if !versions.isEmpty {
            request = .weights(try weights())
        } else {
            return try asked { () throws(AdminClientError) in
                try abort ? client.abortRollout(of: worker) : client.rollout(of: worker)
            }
        }
        return try asked { () throws(AdminClientError) in try client.setRollout(of: worker, request) }
    }

    private func weights() throws(CommandError) -> Admin.Weights {
        do throws(RolloutError) {
            let weights = try Deploy.Weights(parsing: versions.joined(separator: " "))
            return Admin.Weights(weights.shares.map { .init(VersionID($0.version), hundredths: Int($0.hundredths)) })
        } catch {
            throw .usage("\(error.problem): \(error.remedy)")
        }
    }

    private func plan() throws(CommandError) -> Admin.RolloutPlan {
        var plan = Admin.RolloutPlan()
        plan.candidate = try VersionText.parse(versions[0])
        if let steps {
            plan.steps = try steps.split(separator: ",", omittingEmptySubsequences: false).map {
                part throws(CommandError) in
                guard let share = Double(part), share.isFinite else {
                    throw .usage("--steps \(steps): write rising percents with commas, such as 1,10,50,100")
                }
                return share
            }
        }
        if let every {
            guard let milliseconds = TimeText.parse(every) else {
                throw .usage("--every \(every): write a whole number and ms, s, m, h or d, such as 10m")
            }
            plan.everyMilliseconds = milliseconds
        }
        for text in self.guard {
            do throws(RolloutError) {
                _ = try RolloutGuard(parsing: text)
            } catch {
                throw .usage("--guard: \(error.problem): \(error.remedy)")
            }
        }
        plan.guards = self.guard
        plan.minRequests = minRequests
        if let problem = plan.problem { throw .usage(Self.words(problem)) }
        return plan
    }

    /// With the option in place of the API's member.
    private static func words(_ problem: ReadProblem) -> String {
        switch problem.path {
        case "/steps": "--steps \(problem.reason)"
        case "/every_ms":
            "--every: a step lasts \(TimeText.duration(Int(GuardLimits.every.lowerBound / 1000))) to "
                + TimeText.duration(Int(GuardLimits.every.upperBound / 1000))
        case "/guards": "--guard \(problem.reason)"
        case "/min_requests": "--min-requests \(problem.reason)"
        default: problem.text
        }
    }
}
