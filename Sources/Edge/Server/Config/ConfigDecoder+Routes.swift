extension ConfigDecoder {
    private static let routeExample = "[[routes]] match = \"*/*\" and one of worker, origin, files, respond, metrics"
    private static let actions = ["worker", "origin", "files", "respond", "metrics"]

    /// After listeners, origins and workers: routes refer to them.
    mutating func decodeRoutes(_ root: inout TableReader) {
        let tables = root.tables("routes", example: Self.routeExample)
        if tables.isEmpty, issues.list.allSatisfy({ $0.key != "routes" }) {
            issues.add(line: root.node.line, key: "routes", "there is none", "add \(Self.routeExample)")
        }
        var check = ConfigCheck(issues: issues)
        for var table in tables {
            let match = table.requiredString("match", example: "*/*")
            let pattern = match.flatMap { parsePattern($0.text, at: $0.node) }
            let listener = routeListener(&table)
            let action = routeAction(&table, pattern: pattern)
            let rules = routeRules(&table, action: action)
            table.finish(hints: [
                "headers": "write request_headers or response_headers = [{ set = \"NAME\", value = \"…\" }]",
                "path": "write match = \"host/path\": \"*/assets/*\" for any host",
                "host": "write match = \"host/path\": \"shop.example.com/*\"",
                "proxy": "write origin = \"NAME\" with [origins.NAME] url = \"http://…\"",
                "status": "write respond = { status = 200, body = \"…\" }",
                "body": "write respond = { status = 200, body = \"…\" }",
            ])
            // A listener that could not be found is no reason to report ties as well.
            guard let match, let pattern, listener.isKnown else { continue }
            check.noteRoute(pattern, listener: listener.index, at: match.node)
            if let action {
                var route = Route(pattern: pattern, listener: listener.index, action: action)
                route.rules = rules
                config.routes.append(route)
            }
        }
    }

    private func parsePattern(_ text: String, at node: TOMLNode) -> RoutePattern? {
        do throws(RoutePattern.Problem) {
            return try RoutePattern(parsing: text)
        } catch {
            issues.add(node, "\(TOMLNode.quoted(text)) \(error.text)", error.remedy)
            return nil
        }
    }

    private func routeListener(_ table: inout TableReader) -> (isKnown: Bool, index: Int?) {
        guard let (name, node) = table.string("listener", example: "inside") else { return (true, nil) }
        let define = "name = \"\(name)\" to a listener"
        let index = index(of: name, among: listenerNames, what: "listener", define: define, at: node)
        return (index != nil, index)
    }

    private func routeAction(_ table: inout TableReader, pattern: RoutePattern?) -> Route.Action? {
        let given = Self.actions.filter { table.take($0) != nil }
        guard given.count == 1 else {
            let problem = given.isEmpty ? "says not what to do" : "says \(given.joined(separator: " and "))"
            issues.add(table.node, problem, "write exactly one of \(Self.actions.joined(separator: ", "))")
            return nil
        }
        switch given[0] {
        case "worker":
            guard let (name, node) = table.string("worker", example: "hello") else { return nil }
            let define = "[workers.\(name)] path = \"workers/\(name)\""
            return index(of: name, among: workerNames, what: "worker", define: define, at: node).map { .worker($0) }
        case "origin":
            guard let (name, node) = table.string("origin", example: "shop") else { return nil }
            let define = "[origins.\(name)] url = \"http://…\""
            return index(of: name, among: originNames, what: "origin", define: define, at: node).map { .origin($0) }
        case "files":
            guard let (text, node) = table.string("files", example: "public"), let pattern else { return nil }
            return filesRoot(text, at: node, pattern: pattern).map { .files(root: $0) }
        case "metrics":
            guard table.boolean("metrics", default: false) else {
                issues.add(table.node, "metrics is not true", "write metrics = true, or what else to do")
                return nil
            }
            return .metrics
        default:
            guard let reader = table.table("respond", example: "respond = { status = 200, body = \"ok\" }") else {
                return nil
            }
            return .respond(fixedResponse(reader))
        }
    }

    private func filesRoot(_ text: String, at node: TOMLNode, pattern: RoutePattern) -> String? {
        let path = absolute(text)
        let shown = TOMLNode.quoted(path: path)
        let kind = FileProbe.kind(path)
        switch pattern.path {
        case .prefix:
            guard kind == .directory else {
                let problem = kind == .missing ? "there is no \(shown)" : "\(shown) is no directory"
                issues.add(node, problem, "name a directory (relative paths start at the directory of this file)")
                return nil
            }
        case .exact:
            guard kind == .file else {
                let problem = kind == .missing ? "there is no \(shown)" : "\(shown) is no file"
                issues.add(node, problem, "name the file to send, or end match in \"/*\" to send a directory's files")
                return nil
            }
        }
        if let problem = FileProbe.unreadable(path) {
            issues.add(node, "\(shown) cannot be read: \(problem.text)", "let this user read it")
            return nil
        }
        return path
    }

    func fixedResponse(_ reader: TableReader) -> FixedResponse {
        var table = reader
        var response = FixedResponse(status: table.integer("status", 200...599, default: 200))
        if let value = table.take("body") {
            if case .string(let text) = value.value {
                response.body = Array(text.utf8)
            } else {
                issues.add(value, value.described, "write a string, such as body = \"ok\\n\"")
            }
        }
        response.headers = headers(&table)
        table.finish()
        if !response.body.isEmpty, [204, 205, 304].contains(response.status) {
            issues.add(table.node, "a \(response.status) has no body", "remove body or write another status")
        }
        if !response.body.isEmpty, !response.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            response.headers.append(("Content-Type", "text/plain; charset=utf-8"))
        }
        return response
    }

    private func headers(_ table: inout TableReader) -> [(name: String, value: String)] {
        guard let reader = table.table("headers", example: "headers = { Location = \"https://…\" }") else { return [] }
        var result: [(name: String, value: String)] = []
        for (name, node) in reader.sortedEntries {
            if let problem = ConfigCheck.headerNameProblem(name) {
                issues.add(node, problem.problem, problem.remedy)
                continue
            }
            let values: [TOMLNode]
            if case .array(let elements) = node.value { values = elements } else { values = [node] }
            for value in values {
                guard case .string(let text) = value.value else {
                    issues.add(value, value.described, "write a string, or an array of strings for several fields")
                    continue
                }
                guard ConfigCheck.isHeaderValue(text) else {
                    issues.add(
                        value, "\(TOMLNode.quoted(text)) is no header value", "write visible ASCII, without line breaks"
                    )
                    continue
                }
                result.append((name, text))
            }
        }
        return result
    }
}
