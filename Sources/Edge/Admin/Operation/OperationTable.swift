package import HTTP

/// A line of the table of operations: what routes a request is what describes it.
package struct OperationEntry: Sendable {
    package let id: OperationID
    package let method: Method
    /// "/v1/workers/{name}/versions/{version}".
    package let path: String
    package let scope: AdminScope
    package let summary: String
    package var query: [QueryParameter] = []
    package var body = BodyKind.none
    package var answer = AnswerKind.json
    /// Of the answer when all is well.
    package var success = 200
    /// Besides those that any operation may have.
    package var problems: [Int] = []

    package enum BodyKind: Equatable, Sendable {
        case none
        case json(required: Bool)
        /// application/wasm.
        case bundle
    }

    package enum AnswerKind: Equatable, Sendable {
        case json
        /// JSON, or lines of progress where the request accepts application/x-ndjson.
        case jsonOrProgress
        /// Lines without end.
        case lines
    }

    /// Its parts, without the first, empty one.
    var segments: [Substring] { path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) }
}

package struct QueryParameter: Sendable {
    package let name: String
    package let schema: JSONSchema
    package let about: String
}

/// All operations of the admin API, in the order of its description.
package enum OperationTable {
    package static func entry(_ id: OperationID) -> OperationEntry {
        switch id {
        case .status, .workers, .explain, .configPlan, .applyConfig, .openAPI, .tail: host(id)
        case .worker, .deleteWorker, .versions, .deploy, .version, .rotate: worker(id)
        default: traffic(id)
        }
    }

    /// Made once.
    package static let all = OperationID.allCases.map(entry)

    private static func host(_ id: OperationID) -> OperationEntry {
        switch id {
        case .workers:
            OperationEntry(
                id: id, method: .get, path: "/v1/workers", scope: .read, summary: "All workers, by name.")
        case .explain:
            OperationEntry(
                id: id, method: .post, path: "/v1/explain", scope: .read,
                summary: "What would become of a request, and why. The request is not made.",
                body: .json(required: true), problems: [400, 411, 413, 415, 422])
        case .configPlan:
            OperationEntry(
                id: id, method: .get, path: "/v1/config/plan", scope: .read,
                summary: "What applying the configuration would change.", problems: [409])
        case .applyConfig:
            OperationEntry(
                id: id, method: .post, path: "/v1/config/apply", scope: .all,
                summary: "Applies the plan with this digest, if it is still the same.",
                body: .json(required: true), problems: [400, 409, 411, 413, 415, 422])
        case .openAPI:
            OperationEntry(
                id: id, method: .get, path: "/v1/openapi.json", scope: .read, summary: "This description.")
        case .tail:
            OperationEntry(
                id: id, method: .get, path: "/v1/tail", scope: .read,
                summary: "Requests and log lines as they come, without end or up to a limit.",
                query: [
                    QueryParameter(name: "worker", schema: namePattern, about: "Of this worker only."),
                    QueryParameter(
                        name: "status", schema: .text(pattern: "^[1-5](xx|[0-9][0-9])$", example: "5xx"),
                        about: "With this status, or of this class, only."),
                    QueryParameter(
                        name: "path", schema: .text(pattern: "^/", example: "/shop"),
                        about: "With a path that begins so only."),
                    QueryParameter(
                        name: "limit", schema: .integer(1...AdminLimits.tailLimitMax),
                        about: "Lines after which the tail ends."),
                ], answer: .lines, problems: [400])
        default:
            OperationEntry(
                id: .status, method: .get, path: "/v1/status", scope: .read, summary: "The host as a whole.")
        }
    }

    private static func worker(_ id: OperationID) -> OperationEntry {
        switch id {
        case .deleteWorker:
            OperationEntry(
                id: id, method: .delete, path: "/v1/workers/{name}", scope: .all,
                summary: "Deletes a worker and its versions; their numbers are never used again.",
                problems: [404, 409])
        case .versions:
            OperationEntry(
                id: id, method: .get, path: "/v1/workers/{name}/versions", scope: .read,
                summary: "The versions that are kept, the newest first.", problems: [404])
        case .deploy:
            OperationEntry(
                id: id, method: .post, path: "/v1/workers/{name}/versions", scope: .deploy,
                summary: "Deploys a bundle as a new version.",
                query: [
                    QueryParameter(name: "message", schema: .string, about: "Why."),
                    QueryParameter(name: "author", schema: .string, about: "Who."),
                    QueryParameter(name: "commit", schema: .string, about: "Of which commit."),
                    QueryParameter(
                        name: "activate", schema: .boolean, about: "Whether it becomes live at once (the default)."),
                    QueryParameter(
                        name: "expect", schema: .text(pattern: VersionID.pattern, example: "v6"),
                        about: "The baseline that you have seen: another one is a conflict."),
                ], body: .bundle, answer: .jsonOrProgress, success: 201,
                problems: [400, 404, 409, 411, 413, 415, 422, 507])
        case .version:
            OperationEntry(
                id: id, method: .get, path: "/v1/workers/{name}/versions/{version}", scope: .read,
                summary: "One version.", problems: [404])
        case .rotate:
            OperationEntry(
                id: id, method: .post, path: "/v1/workers/{name}/rotate", scope: .deploy,
                summary: "Sets variables: a new version of the same module.",
                body: .json(required: true), answer: .jsonOrProgress, success: 201,
                problems: [400, 404, 409, 411, 413, 415, 422, 507])
        default:
            OperationEntry(
                id: .worker, method: .get, path: "/v1/workers/{name}", scope: .read,
                summary: "A worker, its rollout and its versions that get requests.", problems: [404])
        }
    }

    private static func traffic(_ id: OperationID) -> OperationEntry {
        switch id {
        case .setRollout:
            OperationEntry(
                id: id, method: .put, path: "/v1/workers/{name}/rollout", scope: .deploy,
                summary: "Sets shares at once, begins a guarded rollout, or halts it.",
                body: .json(required: true), problems: [400, 404, 409, 411, 413, 415, 422])
        case .abortRollout:
            OperationEntry(
                id: id, method: .delete, path: "/v1/workers/{name}/rollout", scope: .deploy,
                summary: "Ends a rollout: everybody gets the baseline.", problems: [404, 409])
        case .promote:
            OperationEntry(
                id: id, method: .post, path: "/v1/workers/{name}/promote", scope: .deploy,
                summary: "Gives everybody the candidate, or the version that is named.",
                body: .json(required: false), problems: [400, 404, 409, 413, 415, 422])
        case .rollBack:
            OperationEntry(
                id: id, method: .post, path: "/v1/workers/{name}/rollback", scope: .deploy,
                summary: "Gives everybody the previous baseline, or the version that is named.",
                body: .json(required: false), problems: [400, 404, 409, 413, 415, 422])
        case .shadow:
            OperationEntry(
                id: id, method: .get, path: "/v1/workers/{name}/shadow", scope: .read,
                summary: "Shadow traffic and what it has shown.", problems: [404])
        case .setShadow:
            OperationEntry(
                id: id, method: .put, path: "/v1/workers/{name}/shadow", scope: .deploy,
                summary: "Mirrors requests to a version whose answers nobody gets.",
                body: .json(required: true), problems: [400, 404, 409, 411, 413, 415, 422])
        case .endShadow:
            OperationEntry(
                id: id, method: .delete, path: "/v1/workers/{name}/shadow", scope: .deploy,
                summary: "Ends shadow traffic.", problems: [404])
        default:
            OperationEntry(
                id: .rollout, method: .get, path: "/v1/workers/{name}/rollout", scope: .read,
                summary: "Which versions get what, and how the rollout goes.", problems: [404])
        }
    }

    /// As in the configuration: "." and ".." are no names of anything.
    package static let namePattern = JSONSchema.text(
        pattern: "^(?!\\.\\.?$)[A-Za-z0-9._-]{1,64}$", example: "shop")

    package static func isName(_ text: String) -> Bool {
        guard 1...AdminLimits.nameBytesMax ~= text.utf8.count, text != ".", text != ".." else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
