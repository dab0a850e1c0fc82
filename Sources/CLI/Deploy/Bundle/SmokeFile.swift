import Deploy
import Server

/// The smoke requests of a package: `[[smoke]]` in its worker.toml, which a version must answer before it goes live.
enum SmokeFile {
    static let name = "worker.toml"
    static let bytesMax = 1 << 20
    private static let example = "[[smoke]] path = \"/\""

    /// None where the file is not there. All its mistakes are told at once.
    static func load(package: String) throws(CommandError) -> [SmokeRequest] {
        let file = package.hasSuffix("/") ? package + name : "\(package)/\(name)"
        guard LocalFile.exists(file) else { return [] }
        let bytes = try LocalFile.read(file, bytesMax: bytesMax, tooLarge: ConfigError.exitCode)
        let issues = ConfigIssues()
        var requests: [SmokeRequest] = []
        if let document = ConfigFile.document(bytes, issues: issues),
            var root = TableReader(document, issues: issues, example: example)
        {
            for table in root.tables("smoke", example: example) {
                if let request = decode(table, index: requests.count) { requests.append(request) }
            }
            if requests.count > SmokeRequest.countMax {
                issues.add(root.node, "\(requests.count) smoke requests of \(SmokeRequest.countMax)", "declare fewer")
            }
            root.finish(hints: [
                "name": "the worker's name is --name, or the package's", "env": "variables stand in swiftlet.toml",
                "limits": "limits stand in swiftlet.toml", "origins": "origins stand in swiftlet.toml",
            ])
        }
        guard issues.list.isEmpty else {
            throw CommandError(ConfigError.exitCode, ConfigError(file: file, issues: issues.sorted).description)
        }
        return requests
    }

    private static func decode(_ start: TableReader, index: Int) -> SmokeRequest? {
        var table = start
        let issues = table.issues
        let path = table.requiredString("path", example: "/")?.text
        let method = table.string("method", example: "GET")?.text
        let body = table.string("body", example: "{}")?.text
        let headers = headers(&table)
        var expectation = SmokeRequest.Expectation()
        if var expect = table.table("expect", example: "expect = { status = 200, contains = \"hello\" }") {
            let status = expect.integer("status", 100...599, default: 0)
            if status != 0 { expectation.status = status }
            expectation.headers = self.headers(&expect)
            expectation.contains = expect.string("contains", example: "hello")?.text
            expect.finish(hints: ["body_contains": "write contains", "body": "write contains, of a part of it"])
        }
        let origins = table.tables("origins", example: "origins = [{ origin = \"shop\", body = \"{}\" }]")
            .compactMap { origin($0) }
        table.finish(hints: [
            "url": "write path", "status": "write expect = { status = … }", "header": "write headers = { … }",
        ])
        guard let path else { return nil }
        let request = SmokeRequest(
            method: method ?? (body == nil ? "GET" : "POST"), path: path, headers: headers, body: body,
            expect: expectation, origins: origins)
        do throws(DeployError) {
            try request.check(index: index)
        } catch {
            issues.add(table.node, error.problem, error.remedy)
        }
        return request
    }

    /// What answers in an origin's place.
    private static func origin(_ start: TableReader) -> SmokeRequest.Origin? {
        var table = start
        let name = table.requiredString("origin", example: "shop")?.text
        let status = table.integer("status", 200...599, default: 200)
        let headers = headers(&table)
        let body = table.string("body", example: "{}")?.text
        table.finish(hints: ["name": "write origin"])
        return name.map { SmokeRequest.Origin($0, status: status, headers: headers, body: body) }
    }

    private static func headers(_ table: inout TableReader) -> [SmokeRequest.Header] {
        guard let reader = table.table("headers", example: "headers = { Accept = \"text/html\" }") else { return [] }
        return reader.sortedEntries.compactMap { name, node in
            guard case .string(let value) = node.value else {
                reader.issues.add(node, node.described, "write a string, such as \(name) = \"…\"")
                return nil
            }
            return SmokeRequest.Header(name, value)
        }
    }
}
