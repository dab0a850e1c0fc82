/// The steps of a deploy, in their order.
package enum DeployStep: String, AdminWord {
    case receive, verify, initialise, compile, store, smoke, activate
}

/// What is deployed: a bundle (a wasm module with custom sections), and what is said of it.
package struct DeployRequest: Equatable, Sendable {
    package var worker: String
    /// Received whole; its length is within the limit, its hash the one that was sent along, if one was.
    package var bundle: [UInt8]
    package var message: String?
    package var author: String?
    package var commit: String?
    /// Whether it becomes live at once, or waits for a rollout.
    package var activate = true
    /// The baseline that whoever deploys has seen: another one is a conflict.
    package var expect: VersionID?

    package init(worker: String, bundle: [UInt8]) {
        self.worker = worker
        self.bundle = bundle
    }
}

/// What a rotation sets. A new version, of the same module.
package struct RotateRequest: AdminRecord {
    /// nil takes one away.
    package var variables: [String: String?] = [:]
    /// What a host refuses, and says where it has them from.
    package var secrets: [String: String?] = [:]
    package var message: String?
    package var activate = true
    package var expect: VersionID?

    package init() {}

    package static let about: StaticString = "Variables to set; those that are not named stay."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member(
            "variables", &variables, "Value by name; null takes one away.",
            as: .counted(.map(.nullable(.string)), 1...Int.max))
        visitor.defaulted(
            "secrets", &secrets, "None: they come from where the host's configuration has them.",
            as: .counted(.map(.nullable(.string)), 0...0))
        visitor.member("message", &message, "Why.")
        visitor.defaulted("activate", &activate, "Whether the new version becomes live at once (the default).")
        visitor.member("expect", &expect, "The baseline that you have seen: another one is a conflict.")
    }

    package var problem: ReadProblem? {
        variables.isEmpty && secrets.isEmpty ? ReadProblem("is empty").within("variables") : nil
    }
}

package struct StepTime: AdminRecord {
    package var step = DeployStep.receive
    package var milliseconds = 0.0

    package init() {}

    package init(_ step: DeployStep, milliseconds: Double) {
        self.step = step
        self.milliseconds = milliseconds
    }

    package static let about: StaticString = "How long a step of a deploy took."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("step", &step, "The step.")
        visitor.member("ms", &milliseconds, "Milliseconds.")
    }
}

/// What a deploy or a rotation has made.
package struct DeployResult: AdminRecord {
    package var version = VersionInfo()
    /// Whether it is live.
    package var activated = false
    /// The baseline before it.
    package var previous: VersionID?
    /// The same module, bindings and limits as a version that there was: that one is meant.
    package var unchanged = false
    package var steps: [StepTime] = []
    package var notes: [String] = []

    package init() {}

    package static let about: StaticString = "A version that was deployed."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("version", &version, "The version.")
        visitor.member("activated", &activated, "Whether it is live.")
        visitor.member("previous", &previous, "The baseline before it.")
        visitor.member("unchanged", &unchanged, "Whether there was such a version already, which is this one.")
        visitor.member("steps", &steps, "The steps that were gone through.")
        visitor.member("notes", &notes, "What is worth knowing.")
    }
}

/// A line of a deploy's progress (application/x-ndjson).
package enum DeployEvent: Equatable, Sendable {
    case step(DeployStep, state: StepState, milliseconds: Double, detail: String?)
    case done(DeployResult)
    case failed(AdminError)

    package enum StepState: String, AdminWord { case started, finished, skipped, failed }
}

/// `DeployEvent` as JSON has it.
package struct DeployLine: AdminRecord {
    package enum Event: String, AdminWord { case step, done, failed }

    var event = Event.step
    var step: DeployStep?
    var state: DeployEvent.StepState?
    var milliseconds: Double?
    var detail: String?
    var result: DeployResult?
    var problemDetails: AdminError?

    package init() {}

    package static let about: StaticString = "A line of a deploy's progress; the last is done or failed."

    package mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("event", &event, "What the line tells.")
        visitor.member("step", &step, "The step.")
        visitor.member("state", &state, "How far the step is.")
        visitor.member("ms", &milliseconds, "Milliseconds that the step has taken.")
        visitor.member("detail", &detail, "What is worth knowing of it.")
        visitor.member("result", &result, "The version, once it is done.")
        visitor.member("problem", &problemDetails, "Why it failed.")
    }

    init(_ event: DeployEvent) {
        switch event {
        case .step(let step, let state, let milliseconds, let detail):
            self.step = step
            self.state = state
            self.milliseconds = milliseconds
            self.detail = detail
        case .done(let result):
            self.event = .done
            self.result = result
        case .failed(let error):
            self.event = .failed
            problemDetails = error
        }
    }

    /// nil: a line without what its kind has.
    var meaning: DeployEvent? {
        switch event {
        case .step:
            guard let step, let state else { return nil }
            return .step(step, state: state, milliseconds: milliseconds ?? 0, detail: detail)
        case .done: return result.map { .done($0) }
        case .failed: return problemDetails.map { .failed($0) }
        }
    }
}
