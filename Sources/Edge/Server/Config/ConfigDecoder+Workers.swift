extension ConfigDecoder {
    private static let workerExample = "[workers.hello] path = \"workers/hello\""

    mutating func decodeWorkers(_ root: inout TableReader) {
        for (name, reader) in root.namedTables("workers", example: Self.workerExample) {
            var table = reader
            checkName(name, line: table.node.line, key: table.node.path)
            workerNames.append(name)
            let source = workerSource(&table)
            var worker = Config.Worker(name: name, path: source?.path ?? "", kind: source?.kind ?? .package)
            worker.origins = workerOrigins(&table)
            worker.variables = variables(&table)
            worker.secrets = secrets(&table)
            worker.limits = workerLimits(&table)
            worker.quarantine = quarantine(&table)
            worker.fallback = fallback(&table, worker.quarantine)
            worker.rollout = rollout(&table)
            table.finish(hints: [
                "origin": "write origins = [\"…\"]: a worker may have several",
                "cpu": "write limits = { cpu = \"50ms\" }", "memory": "write limits = { memory = \"16MiB\" }",
            ])
            config.workers.append(worker)
        }
        checkPlaces()
    }

    /// The module or the package that `path` names, if it is there.
    private func workerSource(_ table: inout TableReader) -> (path: String, kind: Config.Worker.Kind)? {
        // Who may deploy workers need not have them when the server starts.
        if config.admin != nil, table.take("path") == nil { return ("", .deployed) }
        guard let (text, node) = table.requiredString("path", example: "workers/hello") else { return nil }
        let path = absolute(text)
        let remedy =
            "name a directory with a Package.swift, or a .wasm file (relative paths start at this file's directory)"
        switch FileProbe.kind(path) {
        case .missing: issues.add(node, "there is no \(TOMLNode.quoted(path: path))", remedy)
        case .directory:
            if FileProbe.kind("\(path)/Package.swift") == .file { return (path, .package) }
            issues.add(node, "\(TOMLNode.quoted(path: path)) holds no Package.swift", remedy)
        case .file where path.hasSuffix(".wasm"):
            guard let problem = FileProbe.unreadable(path) else { return (path, .module) }
            issues.add(node, "\(TOMLNode.quoted(path: path)) cannot be read: \(problem.text)", "let this user read it")
        case .file, .other: issues.add(node, "\(TOMLNode.quoted(path: path)) is no .wasm file", remedy)
        }
        return nil
    }

    private func workerOrigins(_ table: inout TableReader) -> [Int] {
        var indices: [Int] = []
        for (name, node) in table.strings("origins", example: "shop") {
            let define = "[origins.\(name)] url = \"http://…\""
            guard let index = index(of: name, among: originNames, what: "origin", define: define, at: node) else {
                continue
            }
            if indices.contains(index) {
                issues.add(node, "\(TOMLNode.quoted(name)) stands here twice", "remove one of them")
            } else {
                indices.append(index)
            }
        }
        return indices
    }

    private func variables(_ table: inout TableReader) -> [(name: String, value: String)] {
        guard let reader = table.table("env", example: "env = { THEME = \"dark\" }") else { return [] }
        var result: [(name: String, value: String)] = []
        for (name, node) in reader.sortedEntries {
            checkName(name, line: node.line, key: node.path)
            switch node.value {
            case .string(let text): result.append((name, text))
            default: issues.add(node, node.described, "variables are strings: write \(name) = \"…\"")
            }
        }
        return result.sorted { $0.name < $1.name }
    }
}
