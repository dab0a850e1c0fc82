internal import Isolate

extension ConfigDecoder {
    private static let secretExample = "{ file = \"token.txt\" } or { environment = \"TOKEN\" }"

    /// `[workers.NAME.secrets]`. Values are never said in an issue: somebody may have written the secret itself.
    mutating func secrets(_ worker: inout TableReader) -> [(name: String, value: SecretValue)] {
        guard let node = worker.take("secrets") else { return [] }
        guard case .table(let entries) = node.value else {
            issues.add(node, "is no table", "write secrets = { TOKEN = { file = \"token.txt\" } }")
            return []
        }
        var result: [(name: String, value: SecretValue)] = []
        for (name, entry) in entries.sorted(by: { ($0.value.line, $0.key) < ($1.value.line, $1.key) }) {
            checkName(name, line: entry.line, key: entry.path)
            if let value = secret(name, entry) { result.append((name, value)) }
        }
        return result.sorted { $0.name < $1.name }
    }

    mutating func secret(_ name: String, _ node: TOMLNode) -> SecretValue? {
        guard case .table(let entries) = node.value,
            var table = TableReader(node, issues: issues, example: Self.secretExample)
        else {
            issues.add(
                node, "a secret does not stand in this file", "write \(name) = \(Self.secretExample)")
            return nil
        }
        let (file, environment) = (entries["file"], entries["environment"])
        _ = (table.take("file"), table.take("environment"))
        table.finish(hints: [
            "env": "write environment = \"NAME\"", "path": "write file = \"token.txt\"",
            "value": "a secret does not stand in this file: write \(name) = \(Self.secretExample)",
        ])
        switch (file, environment) {
        case (let file?, nil):
            guard let path = text(file, "file = \"token.txt\"") else { return nil }
            let whole = absolute(path)
            guard FileProbe.kind(whole) != .missing else {
                issues.add(
                    file, "there is no \(TOMLNode.quoted(path: whole))",
                    "make it, or name another (relative paths start at this file's directory)")
                return nil
            }
            return read(file, TOMLNode.quoted(path: whole)) { () throws(SecretSource.Problem) in
                try SecretSource.file(whole)
            }
        case (nil, let environment?):
            guard let variable = text(environment, "environment = \"TOKEN\"") else { return nil }
            guard isVariableName(variable) else {
                issues.add(
                    environment, "is no name of an environment variable",
                    "write environment = \"TOKEN\"; the secret itself does not stand in this file")
                return nil
            }
            if !config.secretVariables.contains(variable) { config.secretVariables.append(variable) }
            let value =
                known[variable]
                ?? read(environment, "the environment variable \(TOMLNode.quoted(variable))") {
                    () throws(SecretSource.Problem) in try SecretSource.environment(variable)
                }
            config.secretValues[variable] = value
            return value
        case (.some, .some):
            issues.add(node, "says both file and environment", "remove one of them")
        case (nil, nil):
            issues.add(node, "says not where the secret is", "write \(name) = \(Self.secretExample)")
        }
        return nil
    }

    /// Only such a name is repeated in an issue.
    private func isVariableName(_ text: String) -> Bool {
        text.utf8.count <= 64 && !("0"..."9" ~= text.first ?? "0")
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                    || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
            }
    }

    private func text(_ node: TOMLNode, _ example: String) -> String? {
        guard case .string(let text) = node.value, !text.isEmpty else {
            issues.add(node, "is no name", "write \(example)")
            return nil
        }
        return text
    }

    private func read(
        _ node: TOMLNode, _ what: String, _ body: () throws(SecretSource.Problem) -> SecretValue
    ) -> SecretValue? {
        do throws(SecretSource.Problem) {
            return try body()
        } catch {
            issues.add(
                node, "\(what) \(error.text)",
                "give it a secret of 1 byte to \(Quantity.text(bytes: SecretSource.bytesMax))")
            return nil
        }
    }
}
