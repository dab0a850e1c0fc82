import Bench
import HTTP
import Rehearsal
import Server

/// Turns bench.toml into a `Suite`, key by key; the mistakes go into `issues`.
struct SuiteDecoder {
    let issues: ConfigIssues
    private(set) var suite: Suite
    private let directory: String
    private let limits: HeadLimits
    private var budget = CostBudget()

    static let caseExample = "[[cases]] name = \"home\", url = \"/\""

    init(file: String, issues: ConfigIssues, limits: HeadLimits) {
        self.issues = issues
        self.limits = limits
        suite = Suite(file: file)
        let slash = file.lastIndex(of: "/")
        directory = slash.map { String(file[...$0]) } ?? ""
    }

    mutating func decode(_ document: TOMLNode) {
        guard var root = TableReader(document, issues: issues, example: Self.caseExample) else { return }
        suite.baseline = path(root.string("baseline", example: Suite.standardBaseline)?.text ?? Suite.standardBaseline)
        budget = decodeBudget(&root, of: "all cases")
        for (name, node) in entries(&root, "origins", example: "[origins] shop = { status = 200, body = \"{}\" }") {
            if let double = decodeOrigin(name, node) { suite.origins.append(double) }
        }
        for table in root.tables("cases", example: Self.caseExample) { decodeCase(table) }
        if let table = root.table("wall", example: "[wall] rate = 1000") {
            var decoder = WallDecoder(table)
            suite.wall = decoder.decode()
        }
        if suite.cases.count > Suite.casesMax {
            issues.add(
                root.node, "\(suite.cases.count) cases are more than \(Suite.casesMax)", "split the suite into several")
        }
        root.finish(hints: ["case": "write [[cases]]", "origin": "write [origins]"])
        if suite.cases.isEmpty, issues.list.isEmpty { addStandardCase(root.node) }
    }

    /// A suite may say no more than how to measure.
    private mutating func addStandardCase(_ node: TOMLNode) {
        do throws(CommandError) {
            var standard = try Suite.standardCase(limits)
            standard.budget = budget
            suite.cases = [standard]
        } catch {
            issues.add(node, error.message, "write \(Self.caseExample)")
        }
    }

    // MARK: cases

    private mutating func decodeCase(_ start: TableReader) {
        var table = start
        let method = table.string("method", example: "GET")?.text
        let url = table.string("url", example: "/")?.text ?? "/"
        let headers = fields(&table, "headers")
        let body = content(&table, text: "body", file: "body_file")
        let line = "\(method ?? (body == nil ? "GET" : "POST")) \(url)"
        let name = table.string("name", example: "home")?.text ?? line
        if name.utf8.count > Suite.nameBytesMax {
            issues.add(table.node, "a name of more than \(Suite.nameBytesMax) bytes", "write a shorter name")
        }
        if suite.cases.contains(where: { $0.name == name }) {
            issues.add(
                table.node, "a second case is called \(TOMLNode.quoted(name))", "write name = \"…\" with another name")
        }
        let expectation = decodeExpectation(&table)
        let own = decodeBudget(&table, of: "this case")
        table.finish(hints: ["path": "write url", "status": "write expect = { status = … }"])
        do throws(RehearsalError) {
            let request = try WorkerRequest(
                method: method, url: url, headers: headers.map { "\($0.name): \($0.value)" }, body: body,
                limits: limits)
            suite.cases.append(
                Suite.Case(
                    name: name, request: request, method: method ?? (body == nil ? "GET" : "POST"), url: url,
                    headers: headers, expectation: expectation, budget: own.over(budget)))
        } catch {
            issues.add(table.node, error.description, "write a request that the server would take")
        }
    }

    private func decodeExpectation(_ table: inout TableReader) -> Suite.Expectation {
        var expectation = Suite.Expectation()
        guard var reader = table.table("expect", example: "expect = { status = 200 }") else { return expectation }
        let status = reader.integer("status", 200...599, default: 0)
        if status != 0 { expectation.status = status }
        expectation.bodyContains = reader.string("body_contains", example: "hello")?.text ?? ""
        reader.finish()
        return expectation
    }

    // MARK: budgets

    private func decodeBudget(_ table: inout TableReader, of what: String) -> CostBudget {
        var budget = CostBudget()
        guard var reader = table.table("budget", example: "budget = { max_regression = \"1%\" }") else { return budget }
        for figure in CostFigure.allCases {
            guard let node = reader.take(figure.rawValue) else { continue }
            budget.limits[figure] = amount(node)
        }
        if let (text, node) = reader.string("max_regression", example: "1%") {
            budget.regressionMost = Percentage(text)
            if budget.regressionMost == nil {
                issues.add(node, "\(TOMLNode.quoted(text)) is no percentage", "write 0% to 1000%, such as \"1%\"")
            }
        }
        reader.finish(hints: [
            "instructions": "write cost", "p99": "budgets of time stand in [wall]",
            "regression": "write max_regression",
        ])
        return budget
    }

    private func amount(_ node: TOMLNode) -> Amount? {
        let remedy = "write a number from 0, such as 60000 or \"≤ 60k\""
        switch node.value {
        case .integer(let number):
            if let amount = Amount(number) { return amount }
            issues.add(node, "\(number) is out of range", remedy)
        case .string(let text):
            if let amount = Amount(text) { return amount }
            issues.add(node, "\(TOMLNode.quoted(text)) is no amount", remedy)
        default: issues.add(node, node.described, remedy)
        }
        return nil
    }

    // MARK: origins

    private func decodeOrigin(_ name: String, _ node: TOMLNode) -> OriginDouble? {
        do throws(CommandError) {
            if case .string(let text) = node.value { return try OriginDouble("\(name)=\(inDirectory(text))") }
            let example = "\(name) = { status = 200, body = \"{}\" }"
            guard var table = TableReader(node, issues: issues, example: example) else { return nil }
            let whole = table.string("response_file", example: "\(name).http")
            let hasStatus = table.take("status") != nil
            let status = table.integer("status", 200...599, default: 200)
            let headers = fields(&table, "headers")
            let body = content(&table, text: "body", file: "body_file")
            let delay = table.duration("delay", .zero...Duration.seconds(60), default: .zero)
            table.finish()
            var double: OriginDouble
            if let whole {
                if body != nil || !headers.isEmpty || hasStatus {
                    issues.add(
                        whole.node, "stands beside status, headers or body", "write either the file or the parts")
                }
                double = try OriginDouble(name: name, responseFile: path(whole.text))
            } else {
                double = try Self.double(name, status, headers, body ?? [])
            }
            double.delay = delay
            return double
        } catch {
            issues.add(node, error.message, "write \(name) = { status = 200, body = \"…\" }")
            return nil
        }
    }

    private static func double(
        _ name: String, _ status: Int, _ fields: [(name: String, value: String)], _ body: [UInt8]
    ) throws(CommandError) -> OriginDouble {
        do throws(RehearsalError) {
            return try OriginDouble(name: name, status: status, fields: fields, body: body)
        } catch {
            throw CommandError(error)
        }
    }

    /// The file of "@FILE" starts at the suite's directory too.
    private func inDirectory(_ text: String) -> String {
        text.hasPrefix("@") ? "@" + path(String(text.dropFirst())) : text
    }

    // MARK: parts

    private func entries(
        _ table: inout TableReader, _ key: String, example: String
    ) -> [(key: String, value: TOMLNode)] {
        table.table(key, example: example)?.sortedEntries ?? []
    }

    private func fields(_ table: inout TableReader, _ key: String) -> [(name: String, value: String)] {
        entries(&table, key, example: "\(key) = { Cookie = \"a=b\" }").compactMap { name, node in
            guard case .string(let value) = node.value else {
                issues.add(node, node.described, "write a string, such as \(name) = \"…\"")
                return nil
            }
            guard !name.isEmpty, !name.contains(where: { $0 == ":" || $0.isWhitespace }),
                !value.utf8.contains(where: { $0 == 13 || $0 == 10 })
            else {
                issues.add(node, "is no field of HTTP", "write a name and one line of text")
                return nil
            }
            return (name, value)
        }
    }

    /// Bytes that stand in the suite or in a file; nil: neither.
    private func content(_ table: inout TableReader, text: String, file: String) -> [UInt8]? {
        let node = table.take(text)
        let path = table.string(file, example: "\(text).json")
        if let node, path != nil { issues.add(node, "stands beside \(file)", "write one of the two") }
        if let path {
            do throws(CommandError) {
                return try LocalFile.read(self.path(path.text), bytesMax: WorkerRequest.bodyBytesMax)
            } catch {
                issues.add(path.node, error.message, "name a file; relative paths start at the suite's directory")
                return nil
            }
        }
        guard let node else { return nil }
        guard case .string(let value) = node.value else {
            issues.add(node, node.described, "write a string, such as \(text) = \"…\"")
            return nil
        }
        return Array(value.utf8)
    }

    private func path(_ text: String) -> String { text.hasPrefix("/") ? text : directory + text }
}
