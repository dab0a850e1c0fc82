internal import HTTP

/// Makes an operation of a request whose body is there. Whatever is not known is a mistake.
enum OperationDecoder {
    static func decode(
        _ match: OperationRouter.Match, query: String, body: [UInt8]
    ) throws(AdminError) -> AdminOperation {
        let entry = match.entry
        let items = try QueryText.items(query, known: entry.query.map(\.name))
        switch entry.id {
        case .status: return .status
        case .workers: return .workers
        case .configPlan: return .configPlan
        case .openAPI: return .openAPI
        case .tail: return .tail(try tail(items))
        case .explain:
            let request: ExplainRequest = try json(body)
            guard request.url.utf8.count <= AdminLimits.targetBytesMax else {
                throw .badRequest("/url: is longer than \(AdminLimits.targetBytesMax) bytes")
            }
            return .explain(request)
        case .applyConfig: return .applyConfig(try json(body))
        default: return try worker(try name(match.parameters["name"] ?? ""), match, items, body)
        }
    }

    private static func worker(
        _ name: String, _ match: OperationRouter.Match, _ items: [String: String], _ body: [UInt8]
    ) throws(AdminError) -> AdminOperation {
        switch match.entry.id {
        case .deleteWorker: return .deleteWorker(name)
        case .versions: return .versions(name)
        case .deploy: return .deploy(try deploy(name, items, body))
        case .version: return .version(name, try version(match.parameters["version"] ?? "", in: "the path"))
        case .rotate: return .rotate(name, try json(body))
        case .rollout: return .rollout(name)
        case .setRollout: return .setRollout(name, try json(body))
        case .abortRollout: return .abortRollout(name)
        case .promote: return .promote(name, try choice(body))
        case .rollBack: return .rollBack(name, try choice(body))
        case .shadow: return .shadow(name)
        case .setShadow: return .setShadow(name, try json(body))
        case .endShadow: return .endShadow(name)
        default: return .worker(name)
        }
    }

    private static func name(_ text: String) throws(AdminError) -> String {
        guard OperationTable.isName(text) else {
            throw .badRequest(
                "\"\(text.prefix(100))\" is no worker's name",
                remedy: "write 1 to \(AdminLimits.nameBytesMax) letters, digits, \"-\", \"_\" or \".\"")
        }
        return text
    }

    private static func version(_ text: String, in place: String) throws(AdminError) -> VersionID {
        guard let version = VersionID(text: text) else {
            throw .badRequest("\(place) has \"\(text.prefix(100))\", which is no version", remedy: "write it as v7")
        }
        return version
    }

    private static func json<Value: AdminValue>(_ body: [UInt8]) throws(AdminError) -> Value {
        do throws(ReadProblem) {
            return try Value(parsing: body, strict: true)
        } catch {
            let remedy = "GET /v1/openapi.json describes what it takes"
            guard error.isOfMeaning else { throw .badRequest("the body: \(error.text)", remedy: remedy) }
            throw AdminError(
                422, "not_meaningful", "This cannot be asked for", "the body: \(error.text)", remedy: remedy)
        }
    }

    /// No body at all is no choice.
    private static func choice(_ body: [UInt8]) throws(AdminError) -> VersionID? {
        guard !body.isEmpty else { return nil }
        let choice: VersionChoice = try json(body)
        return choice.version
    }

    private static func deploy(
        _ name: String, _ items: [String: String], _ body: [UInt8]
    ) throws(AdminError) -> DeployRequest {
        var request = DeployRequest(worker: name, bundle: body)
        request.message = try short("message", items)
        request.author = try short("author", items)
        request.commit = try short("commit", items)
        switch items["activate"] {
        case nil, "true": request.activate = true
        case "false": request.activate = false
        case .some(let text):
            throw .badRequest("the parameter activate is \"\(text.prefix(100))\"", remedy: "write true or false")
        }
        if let text = items["expect"] { request.expect = try version(text, in: "the parameter expect") }
        return request
    }

    private static func short(_ name: String, _ items: [String: String]) throws(AdminError) -> String? {
        guard let text = items[name] else { return nil }
        guard text.utf8.count <= AdminLimits.messageBytesMax else {
            throw .badRequest("the parameter \(name) is longer than \(AdminLimits.messageBytesMax) bytes")
        }
        return text
    }

    private static func tail(_ items: [String: String]) throws(AdminError) -> TailFilter {
        var filter = TailFilter()
        if let text = items["worker"] { filter.worker = try name(text) }
        if let text = items["status"] {
            guard let status = StatusFilter(text: text) else {
                throw .badRequest("the parameter status is \"\(text.prefix(100))\"", remedy: "write 404 or 5xx")
            }
            filter.status = status
        }
        if let text = items["path"] {
            guard text.hasPrefix("/") else {
                throw .badRequest("the parameter path is \"\(text.prefix(100))\"", remedy: "begin it with /")
            }
            filter.path = text
        }
        if let text = items["limit"] {
            guard let limit = Int(text), 1...AdminLimits.tailLimitMax ~= limit, text.first != "+" else {
                throw .badRequest(
                    "the parameter limit is \"\(text.prefix(100))\"", remedy: "write 1 to \(AdminLimits.tailLimitMax)")
            }
            filter.limit = limit
        }
        return filter
    }
}
