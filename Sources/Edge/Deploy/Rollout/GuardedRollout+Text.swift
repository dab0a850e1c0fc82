internal import SwiftletFormats

/// The form that is stored with a worker: JSON. Evidence is kept with it, so that a host that is started again goes on with
/// the step where this was written, in time and in counts.
extension GuardedRollout {
    private static let form: Int64 = 1

    package var text: String {
        var json = JSONWriter(capacity: 4096)
        json.object { json in
            json.key("guarded_rollout")
            json.value(Self.form)
            json.key("candidate")
            json.value(plan.candidate)
            json.key("before")
            json.value(plan.before.text)
            json.key("steps")
            json.array { json in for step in plan.steps { json.value(step) } }
            json.key("every_ms")
            json.value(plan.every)
            json.key("guards")
            json.array { json in for rule in plan.guards { json.value(rule.text) } }
            json.key("min_requests")
            json.value(plan.minRequests)
            json.key("max_wait_ms")
            json.value(plan.maxWait)
            json.key("alpha")
            json.value(plan.alpha)
            json.key("phase")
            json.value(phase.rawValue)
            json.key("step")
            json.value(step)
            json.key("elapsed_ms")
            json.value(elapsed)
            let seen = window
            json.key("seen_candidate")
            json.value(seen.candidate.text)
            json.key("seen_baseline")
            json.value(seen.baseline.text)
            json.key("log_dropped")
            json.value(log.dropped)
            json.key("log")
            log.write(to: &json)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Reads what `text` wrote, and nothing else. `now`: for the log, that it went on.
    package init(parsing text: String, now: Time) throws(RolloutError) {
        func broken(_ reason: String) -> RolloutError {
            RolloutError(
                "the stored state of a guarded rollout cannot be read: \(reason)",
                remedy: "begin the rollout again; until then the worker's weights stay as they are")
        }
        guard text.utf8.count <= GuardLimits.stateBytesMax else {
            throw broken("it is longer than \(GuardLimits.stateBytesMax) bytes")
        }
        var stored = StoredRollout()
        let bytes = Array(text.utf8)
        let failure: JSONError? = unsafe bytes.withUnsafeBytes { buffer in
            guard let start = unsafe buffer.bindMemory(to: UInt8.self).baseAddress else { return .ended }
            do throws(JSONError) {
                var reader = unsafe JSONReader(Bytes(start: start, count: buffer.count))
                try stored.read(&reader)
                try reader.end()
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw broken("\(failure)") }
        guard stored.form == Self.form else { throw broken("its form is not \(Self.form)") }
        guard let restored = try stored.rollout() else { throw broken("a part is missing or out of range") }
        self = restored
        if !phase.isOver {
            note(.restored, now, "the host was started again: the step goes on after \(elapsed / 1000) s")
        }
    }
}

/// The members as they are stored.
private struct StoredRollout {
    var form: Int64?
    var candidate: Int64 = 0
    var before = ""
    var steps: [Int64] = []
    var every: Int64 = 0
    var guards: [String] = []
    var minRequests: Int64 = 0
    var maxWait: Int64 = 0
    var alpha = 0.0
    var phase = ""
    var step: Int64 = .min
    var elapsed: Int64 = -1
    var candidateSeen = ""
    var baselineSeen = ""
    var dropped: Int64 = 0
    var log: [DecisionLog.Entry] = []

    mutating func read(_ json: inout JSONReader) throws(JSONError) {
        try json.object { name, json throws(JSONError) in
            switch name {
            case "guarded_rollout": form = try json.integer()
            case "candidate": candidate = try json.integer()
            case "before": before = try json.string().text()
            case "steps": try json.array { json throws(JSONError) in steps.append(try json.integer()) }
            case "every_ms": every = try json.integer()
            case "guards": try json.array { json throws(JSONError) in guards.append(try json.string().text()) }
            case "min_requests": minRequests = try json.integer()
            case "max_wait_ms": maxWait = try json.integer()
            case "alpha": alpha = try json.double()
            case "phase": phase = try json.string().text()
            case "step": step = try json.integer()
            case "elapsed_ms": elapsed = try json.integer()
            case "seen_candidate": candidateSeen = try json.string().text()
            case "seen_baseline": baselineSeen = try json.string().text()
            case "log_dropped": dropped = try json.integer()
            case "log": try json.array { json throws(JSONError) in log.append(try Self.entry(&json)) }
            default: throw .mismatch(at: json.offset)
            }
        }
    }

    private static func entry(_ json: inout JSONReader) throws(JSONError) -> DecisionLog.Entry {
        let start = json.offset
        var at: Int64 = 0
        var event: DecisionLog.Event?
        var share = -1.0
        var text = ""
        try json.object { name, json throws(JSONError) in
            switch name {
            case "at": at = try json.integer()
            case "event": event = DecisionLog.Event(rawValue: try json.string().text())
            case "share": share = try json.double()
            case "text": text = try json.string().text()
            default: throw .mismatch(at: json.offset)
            }
        }
        guard let event, 0...100 ~= share else { throw .mismatch(at: start) }
        return DecisionLog.Entry(at: at, event: event, share: UInt32((share * 100).rounded()), text: text)
    }

    /// nil: something is missing or out of range.
    func rollout() throws(RolloutError) -> GuardedRollout? {
        var rules: [RolloutGuard] = []
        for text in guards { rules.append(try RolloutGuard(parsing: text)) }
        guard let candidate = UInt32(exactly: candidate), candidate > 0, let minRequests = UInt64(exactly: minRequests),
            let dropped = UInt64(exactly: dropped), log.count <= GuardLimits.logEntriesMax
        else { return nil }
        let shares = steps.compactMap { UInt32(exactly: $0) }
        guard shares.count == steps.count else { return nil }
        let plan = try RolloutPlan(
            candidate: candidate, current: try Weights(parsing: before), steps: shares, every: every, guards: rules,
            minRequests: minRequests, maxWait: maxWait, alpha: alpha)
        // At its last step it is over: there is none behind it.
        guard let phase = GuardedRollout.Phase(rawValue: phase), -1..<Int64(steps.count) ~= step,
            phase.isOver || step < Int64(steps.count) - 1, 0...GuardLimits.maxWaitMax * 2 ~= elapsed,
            plan.before.text == before,
            let candidateSample = VersionSample(parsing: candidateSeen),
            let baselineSample = VersionSample(parsing: baselineSeen)
        else { return nil }
        return GuardedRollout(
            restored: plan, phase: phase, step: Int(step), elapsed: elapsed,
            carried: .init(candidate: candidateSample, baseline: baselineSample),
            log: DecisionLog(entries: log, dropped: dropped))
    }
}
