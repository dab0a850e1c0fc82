package import SwiftletFormats

/// `RolloutRequest` as JSON has it: `{"weights": {…}}`, `{"candidate": "v7", …}` or `{"paused": true}`.
extension RolloutRequest: AdminValue {
    package func encode(to json: inout JSONWriter) {
        switch self {
        case .weights(let weights): WeightsBody.with { $0.weights = weights }.encode(to: &json)
        case .guarded(let plan): plan.encode(to: &json)
        case .pause(let paused): PauseBody.with { $0.paused = paused }.encode(to: &json)
        }
    }

    package init(reading node: JSONNode, strict: Bool) throws(ReadProblem) {
        guard case .object = node else { throw ReadProblem("is \(node.kind), not an object") }
        if node["weights"] != nil {
            self = .weights(try WeightsBody(reading: node, strict: strict).weights)
        } else if node["paused"] != nil {
            self = .pause(try PauseBody(reading: node, strict: strict).paused)
        } else if node["candidate"] != nil {
            self = .guarded(try RolloutPlan(reading: node, strict: strict))
        } else {
            throw ReadProblem("has none of weights, candidate and paused")
        }
    }

    package static func schema(in schemas: inout SchemaSet) -> JSONSchema {
        .oneOf([
            WeightsBody.schema(in: &schemas), RolloutPlan.schema(in: &schemas), PauseBody.schema(in: &schemas),
        ])
    }
}

private struct WeightsBody: AdminRecord {
    var weights = Weights()

    static let about: StaticString = "Shares that hold at once; together 100."
    static var schemaName: String { "RolloutWeights" }

    mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member(
            "weights", &weights, "Share by version, in percent with at most two decimals; together 100.",
            as: .counted(.keyed(pattern: VersionID.pattern, .number(0...100)), 1...Int.max))
    }

    var problem: ReadProblem? { weights.problem?.within("weights") }
}

private struct PauseBody: AdminRecord {
    var paused = false

    static let about: StaticString = "Halts a guarded rollout where it is, or lets it go on."
    static var schemaName: String { "RolloutPause" }

    mutating func visit(_ visitor: inout some RecordVisitor) {
        visitor.member("paused", &paused, "Whether it halts.")
    }
}
