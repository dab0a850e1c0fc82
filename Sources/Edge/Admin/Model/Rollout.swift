/// A guarded rollout, as it is asked for.
package struct RolloutPlan: AdminRecord {
    package var candidate = VersionID(1)
    /// Shares of the candidate in percent, rising; the last is 100.
    package var steps: [Double] = [1, 10, 50, 100]
    package var everyMilliseconds = 600_000
    /// As `swiftlet rollout --guard` has them: "errors<1%", "p99<+10%".
    package var guards: [String] = []
    /// Requests of the candidate without which nothing is decided; nil: the host's default.
    package var minRequests: Int?

    package init() {}

    package static let about: StaticString = "A rollout in steps, which goes back by itself when a guard is breached."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("candidate", &candidate, "The new version.")
        visitor.defaulted(
            "steps", &steps, "Shares of the candidate in percent, rising, the last 100.",
            as: .counted(.array(.number(AdminLimits.sharePercent)), 1...AdminLimits.rolloutStepsMax))
        visitor.defaulted(
            "every_ms", &everyMilliseconds, "How long a step lasts, in milliseconds.",
            as: .integer(AdminLimits.stepMilliseconds))
        visitor.defaulted(
            "guards", &guards, "What must hold: errors<1%, p99<+10%, cost<+5%.",
            as: .counted(.array(.string), 0...AdminLimits.guardsMax))
        visitor.defaulted(
            "min_requests", &minRequests, "Requests of the candidate before anything is decided.",
            as: .nullable(.integer(AdminLimits.minRequests)))
    }

    package var problem: ReadProblem? {
        guard let last = steps.last, steps.count <= AdminLimits.rolloutStepsMax else {
            return ReadProblem("has \(steps.count) steps; write 1 to \(AdminLimits.rolloutStepsMax)").within("steps")
        }
        let rise = zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 }
        guard last == 100, rise, steps.allSatisfy(AdminLimits.sharePercent.contains) else {
            return ReadProblem("do not rise from 0.01 or more to 100").within("steps")
        }
        guard AdminLimits.stepMilliseconds.contains(everyMilliseconds) else {
            let range = AdminLimits.stepMilliseconds
            return ReadProblem("is not between \(range.lowerBound) and \(range.upperBound)").within("every_ms")
        }
        guard guards.count <= AdminLimits.guardsMax else {
            return ReadProblem("has \(guards.count); write at most \(AdminLimits.guardsMax)").within("guards")
        }
        guard minRequests.map({ AdminLimits.minRequests ~= $0 }) ?? true else {
            let range = AdminLimits.minRequests
            return ReadProblem("is not between \(range.lowerBound) and \(range.upperBound)").within("min_requests")
        }
        return nil
    }
}

/// What PUT rollout asks for.
package enum RolloutRequest: Equatable, Sendable {
    /// These shares, at once.
    case weights(Weights)
    /// Step by step.
    case guarded(RolloutPlan)
    /// Halts the guarded rollout where it is, or lets it go on.
    case pause(Bool)
}

/// What a version did in the time that is compared.
package struct VersionFigures: AdminRecord {
    package var version = VersionID(1)
    package var requests = 0
    package var errors = 0
    package var p50Milliseconds: Double?
    package var p99Milliseconds: Double?
    package var cpuMicroseconds: Double?

    package init() {}

    package static let about: StaticString = "What a version did in the time that is compared."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("version", &version, "The version.")
        visitor.member("requests", &requests, "Requests.")
        visitor.member("errors", &errors, "Those that failed.")
        visitor.member("p50_ms", &p50Milliseconds, "Median of their time.")
        visitor.member("p99_ms", &p99Milliseconds, "99th percentile of their time.")
        visitor.member("cpu_us", &cpuMicroseconds, "Mean processor time of a request.")
    }
}

/// A line of the decision log.
package struct RolloutDecision: AdminRecord {
    /// Seconds since 1970, with milliseconds.
    package var at = 0.0
    /// "step", "rolled_back", "waiting", …
    package var kind = ""
    /// One sentence with the numbers.
    package var text = ""
    package var numbers: [String: Double] = [:]

    package init() {}

    package static let about: StaticString = "What was decided in a rollout, when, and why."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("at", &at, "Seconds since 1970.")
        visitor.member("kind", &kind, "What kind of decision.")
        visitor.member("text", &text, "One sentence.")
        visitor.member("numbers", &numbers, "The numbers in it, by name.")
    }
}

package struct RolloutStatus: AdminRecord {
    package enum Phase: String, AdminWord {
        /// One version, or none.
        case steady
        /// Shares that somebody has set.
        case split
        /// Guarded, and under way.
        case running
        /// Guarded, with too few requests to decide.
        case waiting
        case paused
        /// The last guarded rollout's end.
        case promoted
        case rolledBack = "rolled_back"
        case aborted
    }

    package var worker = ""
    package var phase = Phase.steady
    package var weights = Weights()
    package var baseline: VersionID?
    package var candidate: VersionID?
    package var plan: RolloutPlan?
    /// Counted from 1.
    package var step: Int?
    package var nextStepMilliseconds: Int?
    package var missingRequests: Int?
    package var figures: [VersionFigures] = []
    /// The newest last; bounded by whoever keeps it.
    package var log: [RolloutDecision] = []

    package init() {}

    package static let about: StaticString = "Which versions get what, and how the rollout goes."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("worker", &worker, "The worker's name.")
        visitor.member("phase", &phase, "How far it is.")
        visitor.member("weights", &weights, "Share by version, in percent.")
        visitor.member("baseline", &baseline, "The version that the candidate is compared with.")
        visitor.member("candidate", &candidate, "The version that comes.")
        visitor.member("plan", &plan, "What was asked for, if it is guarded.")
        visitor.member("step", &step, "The step that it is at, counted from 1.")
        visitor.member("next_step_ms", &nextStepMilliseconds, "Until the next step, if nothing comes between.")
        visitor.member("missing_requests", &missingRequests, "Requests that are missing for a decision.")
        visitor.member("figures", &figures, "What the versions did in this step.")
        visitor.member("log", &log, "What was decided, the newest last.")
    }
}

/// The body of promote and rollback, which may be left out.
package struct VersionChoice: AdminRecord {
    package var version: VersionID?

    package init() {}

    package init(_ version: VersionID?) { self.version = version }

    package static let about: StaticString = "Which version; left out: the candidate, or the previous baseline."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("version", &version, "The version.")
    }
}
