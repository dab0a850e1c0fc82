/// The types of what an operation takes and answers, and examples of them.
enum OperationTypes {
    static func answer(_ id: OperationID, in schemas: inout SchemaSet) -> JSONSchema? {
        switch id {
        case .status: HostStatus.schema(in: &schemas)
        case .workers: WorkerList.schema(in: &schemas)
        case .worker: WorkerDetail.schema(in: &schemas)
        case .deleteWorker: WorkerDeletion.schema(in: &schemas)
        case .versions: VersionList.schema(in: &schemas)
        case .version: VersionInfo.schema(in: &schemas)
        case .deploy, .rotate: DeployResult.schema(in: &schemas)
        case .rollout, .setRollout, .abortRollout, .promote, .rollBack: RolloutStatus.schema(in: &schemas)
        case .shadow, .setShadow, .endShadow: ShadowStatus.schema(in: &schemas)
        case .tail: TailLine.schema(in: &schemas)
        case .explain: Explanation.schema(in: &schemas)
        case .configPlan: ConfigPlan.schema(in: &schemas)
        case .applyConfig: ApplyResult.schema(in: &schemas)
        // A JSON object of which others have written the schema.
        case .openAPI: nil
        }
    }

    /// nil: no JSON is taken.
    static func body(_ id: OperationID, in schemas: inout SchemaSet) -> JSONSchema? {
        switch id {
        case .rotate: RotateRequest.schema(in: &schemas)
        case .setRollout: RolloutRequest.schema(in: &schemas)
        case .promote, .rollBack: VersionChoice.schema(in: &schemas)
        case .setShadow: ShadowRequest.schema(in: &schemas)
        case .explain: ExplainRequest.schema(in: &schemas)
        case .applyConfig: ApplyRequest.schema(in: &schemas)
        default: nil
        }
    }

    /// Bodies by name, which the host takes as they are.
    static func examples(_ id: OperationID) -> [(name: String, body: [UInt8])] {
        switch id {
        case .rotate:
            [
                (
                    "variables",
                    RotateRequest.with {
                        $0.variables = ["GREETING": "hello"]
                        $0.message = "a new greeting"
                    }.jsonText
                )
            ]
        case .setRollout:
            [
                (
                    "shares",
                    RolloutRequest.weights(
                        Weights([
                            .init(VersionID(7), hundredths: 1000), .init(VersionID(6), hundredths: 9000),
                        ])
                    ).jsonText
                ),
                (
                    "guarded",
                    RolloutRequest.guarded(
                        RolloutPlan.with {
                            $0.candidate = VersionID(7)
                            $0.guards = ["errors<1%", "p99<+10%"]
                        }
                    ).jsonText
                ),
                ("pause", RolloutRequest.pause(true).jsonText),
            ]
        case .promote, .rollBack: [("version", VersionChoice(VersionID(7)).jsonText)]
        case .setShadow:
            [
                (
                    "tenth",
                    ShadowRequest.with {
                        $0.candidate = VersionID(7)
                        $0.share = 10
                        $0.ignore = ["/trace_id", "header:date"]
                    }.jsonText
                )
            ]
        case .explain:
            [
                (
                    "request",
                    ExplainRequest.with {
                        $0.url = "https://example.com/shop?page=2"
                        $0.headers = [HeaderLine("cookie", "uid=42")]
                        $0.address = "192.0.2.1"
                    }.jsonText
                )
            ]
        case .applyConfig: [("plan", ApplyRequest.with { $0.plan = "5f2b8c" }.jsonText)]
        default: []
        }
    }
}
