/// What is asked of the admin API, decoded and checked for form.
package enum AdminOperation: Equatable, Sendable {
    case status
    case workers
    case worker(String)
    case deleteWorker(String)
    case versions(String)
    case deploy(DeployRequest)
    case version(String, VersionID)
    case rotate(String, RotateRequest)
    case rollout(String)
    case setRollout(String, RolloutRequest)
    case abortRollout(String)
    case promote(String, VersionID?)
    case rollBack(String, VersionID?)
    case shadow(String)
    case setShadow(String, ShadowRequest)
    case endShadow(String)
    case tail(TailFilter)
    case explain(ExplainRequest)
    case configPlan
    case applyConfig(ApplyRequest)
    case openAPI

    /// Its line in the table.
    package var id: OperationID {
        switch self {
        case .status: .status
        case .workers: .workers
        case .worker: .worker
        case .deleteWorker: .deleteWorker
        case .versions: .versions
        case .deploy: .deploy
        case .version: .version
        case .rotate: .rotate
        case .rollout: .rollout
        case .setRollout: .setRollout
        case .abortRollout: .abortRollout
        case .promote: .promote
        case .rollBack: .rollBack
        case .shadow: .shadow
        case .setShadow: .setShadow
        case .endShadow: .endShadow
        case .tail: .tail
        case .explain: .explain
        case .configPlan: .configPlan
        case .applyConfig: .applyConfig
        case .openAPI: .openAPI
        }
    }

    /// What it is about: the worker's name, for the log.
    package var target: String {
        switch self {
        case .status, .workers, .configPlan, .openAPI, .explain: ""
        case .worker(let name), .deleteWorker(let name), .versions(let name), .rollout(let name),
            .abortRollout(let name), .shadow(let name), .endShadow(let name):
            name
        case .rotate(let name, _): name
        case .setRollout(let name, _): name
        case .promote(let name, _), .rollBack(let name, _): name
        case .setShadow(let name, _): name
        case .deploy(let request): request.worker
        case .version(let name, let version): "\(name) \(version)"
        case .tail(let filter): filter.worker ?? ""
        case .applyConfig(let request): request.plan
        }
    }
}

/// The names of the operations: `operationId` of the API's description.
package enum OperationID: String, CaseIterable, Sendable {
    case status, workers, worker, deleteWorker, versions, deploy, version, rotate
    case rollout, setRollout, abortRollout, promote, rollBack
    case shadow, setShadow, endShadow
    case tail, explain, configPlan, applyConfig, openAPI
}
