internal import SwiftletFormats

extension WorkerState {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("revision", revision)
            json.member("last_number", lastNumber)
            if isDeleted { json.member("deleted", true) }
            json.key("shares")
            json.array { json in
                for share in shares {
                    json.object { json in
                        json.member("version", share.version.description)
                        json.member("weight", share.weight)
                    }
                }
            }
            json.member("history", history.versions.map(\.description))
            json.member("pinned", pinned.map(\.description))
            json.member("applied_from_config", appliedFromConfig)
            json.member("assignment", assignment)
            json.member("guarded", guarded)
            json.member("shadow", shadow)
            json.member("decisions", decisions)
        }
    }

    init(json: inout JSONReader) throws(JSONError) {
        var state = WorkerState()
        var revision: UInt64?
        let start = json.offset
        try json.members { name, json throws(JSONError) in
            switch name {
            case "revision": revision = try json.decode(UInt64.self)
            case "last_number": state.lastNumber = try json.decode()
            case "deleted": state.isDeleted = try json.bool()
            case "shares":
                state.shares = try json.list(max: Self.versionsMax) { json throws(JSONError) in try Share(json: &json) }
            case "history":
                let at = json.offset
                let versions = try json.list(max: LiveHistory.versionsMax) { json throws(JSONError) in
                    try json.version()
                }
                guard let history = LiveHistory(versions) else { throw .mismatch(at: at) }
                state.history = history
            case "pinned":
                state.pinned = try json.list(max: Self.versionsMax) { json throws(JSONError) in try json.version() }
            case "applied_from_config": state.appliedFromConfig = try json.decode(String.self)
            case "assignment": state.assignment = try json.decode(String.self)
            case "guarded": state.guarded = try json.decode(String.self)
            case "shadow": state.shadow = try json.decode(String.self)
            case "decisions": state.decisions = try json.decode(String.self)
            default: return false
            }
            return true
        }
        guard let revision else { throw .missing("revision", at: start) }
        state.revision = revision
        guard state.problem == nil else { throw .mismatch(at: start) }
        self = state
    }

    /// Why this is no state that a worker can have.
    var problem: String? {
        if shares.count > Self.versionsMax || pinned.count > Self.versionsMax {
            return "it names more than \(Self.versionsMax) versions"
        }
        if Set(shares.map(\.version)).count != shares.count { return "it names a version twice" }
        if !shares.isEmpty {
            let all = shares.reduce(0) { $0.addingReportingOverflow($1.weight).partialValue }
            guard all == Self.weightOfAll, shares.allSatisfy({ 0...Self.weightOfAll ~= $0.weight }) else {
                return "its shares are not \(Self.weightOfAll) together"
            }
        }
        if isDeleted, !(shares.isEmpty && pinned.isEmpty && history.versions.isEmpty) {
            return "it is deleted and names versions"
        }
        let texts = [appliedFromConfig, assignment, guarded, shadow, decisions].compactMap { $0?.utf8.count }
        if let most = texts.max(), most > Self.textBytesMax {
            return "a text in it has \(most) bytes of \(Self.textBytesMax)"
        }
        if let highest = versionsInUse.union(history.versions).max(), highest.value > lastNumber {
            return "it names \(highest), which never was"
        }
        return nil
    }
}

extension WorkerState.Share {
    fileprivate init(json: inout JSONReader) throws(JSONError) {
        var (version, weight): (VersionNumber?, Int?)
        let start = json.offset
        try json.members { name, json throws(JSONError) in
            switch name {
            case "version": version = try json.version()
            case "weight": weight = try json.decode(Int.self)
            default: return false
            }
            return true
        }
        guard let version else { throw .missing("version", at: start) }
        guard let weight else { throw .missing("weight", at: start) }
        self.init(version, weight: weight)
    }
}
