/// `quarantine` and `fallback` of a worker.
extension ConfigDecoder {
    private static var second: Duration { .seconds(1) }

    /// Nil: off.
    func quarantine(_ worker: inout TableReader) -> Config.Quarantine? {
        let standard = Config.Quarantine()
        guard let value = worker.take("quarantine") else { return standard }
        if case .boolean(let isOn) = value.value { return isOn ? standard : nil }
        let example = "quarantine = { failures = \"80%\" }, or quarantine = false"
        guard var table = TableReader(value, issues: issues, example: example) else { return standard }
        var quarantine = standard
        quarantine.failuresPercent = table.percent("failures", default: standard.failuresPercent)
        quarantine.requestsMin = table.integer("requests", 1...1_000_000, default: standard.requestsMin)
        quarantine.window = table.duration(
            "window", .milliseconds(100)...Self.second * 3600, default: standard.window)
        quarantine.backoff = table.duration(
            "backoff", .milliseconds(10)...Self.second * 3600, default: standard.backoff)
        let longest = table.duration(
            "backoff_max", .milliseconds(10)...Self.second * 86_400, default: standard.backoffMax)
        quarantine.backoffMax = longest
        quarantine.probesMax = table.integer("probes", 1...1000, default: standard.probesMax)
        table.finish(hints: ["enabled": "write quarantine = false instead of the table"])
        if quarantine.backoff > longest {
            let (first, last) = (Quantity.text(quarantine.backoff), Quantity.text(longest))
            issues.add(
                table.node, "backoff (\(first)) is more than backoff_max (\(last))",
                "lower backoff or raise backoff_max")
        }
        return quarantine
    }

    /// After `quarantine`: without one nobody falls back.
    func fallback(_ worker: inout TableReader, _ quarantine: Config.Quarantine?) -> Config.Fallback {
        var fallback = Config.Fallback()
        guard var table = worker.table("fallback", example: "fallback = { origin = \"shop\" }") else { return fallback }
        fallback.previous = table.boolean("previous", default: fallback.previous)
        if let (name, node) = table.string("origin", example: "shop") {
            let define = "[origins.\(name)] url = \"http://…\""
            fallback.origin = index(of: name, among: originNames, what: "origin", define: define, at: node)
        }
        fallback.originRate = table.integer("origin_rate", 1...1_000_000, default: fallback.originRate)
        fallback.answer = fallbackAnswer(&table)
        table.finish(hints: [
            "worker": "a fallback is an origin, a fixed answer or files: write origin, respond or files",
            "status": "write respond = { status = 503, body = \"…\" }",
            "body": "write respond = { status = 503, body = \"…\" }",
        ])
        if quarantine == nil {
            issues.add(table.node, "is never used: quarantine is false", "remove fallback, or quarantine = false")
        }
        return fallback
    }

    private func fallbackAnswer(_ table: inout TableReader) -> Config.Fallback.Answer? {
        let files = table.string("files", example: "maintenance.html")
        if let reader = table.table("respond", example: "respond = { status = 503, body = \"back soon\\n\" }") {
            if let files { issues.add(files.node, "respond answers already", "remove one of them") }
            return .respond(fixedResponse(reader))
        }
        guard let (text, node) = files else { return nil }
        let path = absolute(text)
        let shown = TOMLNode.quoted(path: path)
        let kind = FileProbe.kind(path)
        guard kind == .file || kind == .directory else {
            let problem = kind == .missing ? "there is no \(shown)" : "\(shown) is no file and no directory"
            issues.add(node, problem, "name one (relative paths start at the directory of this file)")
            return nil
        }
        if let problem = FileProbe.unreadable(path) {
            issues.add(node, "\(shown) cannot be read: \(problem.text)", "let this user read it")
            return nil
        }
        return .files(root: path, isDirectory: kind == .directory)
    }
}

extension TableReader {
    /// A share in percent, from 1 to 100.
    fileprivate mutating func percent(_ key: String, default standard: Int) -> Int {
        guard let value = take(key) else { return standard }
        let remedy = "write a whole number and %, from \"1%\" to \"100%\""
        guard case .string(let text) = value.value else {
            issues.add(value, value.described, remedy)
            return standard
        }
        let digits = text.utf8.dropLast()
        guard text.hasSuffix("%"), digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let number = Int(String(Substring(digits)))
        else {
            issues.add(value, "\(TOMLNode.quoted(text)) is no share", remedy)
            return standard
        }
        guard 1...100 ~= number else {
            issues.add(value, "\(TOMLNode.quoted(text)) is out of range", remedy)
            return standard
        }
        return number
    }
}
