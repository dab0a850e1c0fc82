import Isolate
import Rehearsal
import Wasm

/// What an invocation came to, as text and as JSON.
struct InvokeReport {
    let target: WorkerTarget
    let deployment: Deployment
    let request: WorkerRequest
    let run: WorkerRun
    let calls: [(name: String, count: HostCallCounts.Count)]
    let isConfigured: Bool
    /// CPU times of the runs after the first.
    var warm: [Duration] = []
    var warmFailures = 0

    init(
        _ target: WorkerTarget, _ deployment: Deployment, _ request: WorkerRequest, run: WorkerRun,
        calls: [(name: String, count: HostCallCounts.Count)], isConfigured: Bool
    ) {
        self.target = target
        self.deployment = deployment
        self.request = request
        self.run = run
        self.calls = calls
        self.isConfigured = isConfigured
    }

    var hasFailed: Bool {
        run.hasFailed || warmFailures > 0
    }

    /// For standard output: nothing where there is no answer.
    var answerBytes: [UInt8] {
        switch run.answer {
        case .response(_, let message): message.head + message.body
        case .forwarded(_, _, let response): response.map { $0.message.head + $0.message.body } ?? []
        case .failed: []
        }
    }

    // MARK: for people

    func text(verbose: Bool) -> String {
        let terminal = Terminal()
        var lines: [String] = []
        for line in deployment.initialisationLog { lines.append("init log \(line.level): \(printable(line.text))") }
        for line in run.log { lines.append("log \(line.level): \(printable(line.text))") }
        for subrequest in run.subrequests { lines += self.lines(subrequest, verbose) }
        switch run.answer {
        case .failed(let fault): lines.append(FailureReport(fault, target).text)
        case .response(let status, let message):
            lines.append(
                "answer: \(status), \(count(message.body.count, "byte")) of body\(run.isStreamed ? ", streamed" : "")")
        case .forwarded(let origin, let sent, let response):
            lines.append("forward to \(origin):")
            lines += printable(head: sent)
            if let response {
                lines.append("answer of its double, with the worker's changes: \(response.status)")
            } else {
                lines.append(
                    "(no double for \(origin): add --origin \(origin)=200:TEXT to see the answer that the client gets)")
            }
        }
        if let fault = run.laterFault {
            lines.append("after the answer:")
            lines.append(FailureReport(fault, target).text)
        }
        lines += hints
        lines += costs
        return lines.map { $0.hasPrefix("  ") || !terminal.hasColours ? $0 : coloured($0, terminal) }
            .joined(separator: "\n")
    }

    private func coloured(_ line: String, _ terminal: Terminal) -> String {
        guard let colon = line.firstIndex(of: ":"), !line.hasPrefix("\u{1B}") else { return line }
        return terminal.paint(String(line[...colon]), .grey) + line[line.index(after: colon)...]
    }

    private func lines(_ subrequest: WorkerRun.Subrequest, _ verbose: Bool) -> [String] {
        let result =
            subrequest.status.map { "\($0)" }
            ?? "unreachable: no double (--origin \(subrequest.origin)=200:TEXT)"
        let head = printable(head: subrequest.request)
        let first = head.first?.dropFirst(2).split(separator: " ").prefix(2).joined(separator: " ") ?? ""
        return ["origin \(subrequest.origin): \(first) → \(result)"] + (verbose ? head : [])
    }

    /// Limits and origins that the worker ran into without failing.
    private var hints: [String] {
        var lines: [String] = []
        for (name, count) in calls {
            if name == "send", count.overLimit > 0 {
                let limits = deployment.limits
                lines.append(
                    "limit: \(self.count(count.overLimit, "request")) to origins refused: limits.subrequests is "
                        + "\(limits.subrequests), limits.subrequests_concurrent is \(limits.subrequestsConcurrent)")
            }
            if name == "origin", count.unknown > 0 {
                let known = deployment.origins.isEmpty ? "none" : deployment.origins.joined(separator: ", ")
                lines.append(
                    "origin: it asked for one that it does not have (it has: \(known)); "
                        + (isConfigured ? "add it to its origins in swiftlet.toml" : "add --origin NAME=200:TEXT"))
            }
        }
        if run.droppedLogLines > 0 {
            lines.append(
                "limit: \(count(run.droppedLogLines, "log line")) dropped: limits.log_bytes is "
                    + "\(deployment.limits.logBytes.inBytes)")
        }
        if warmFailures > 0 { lines.append("failed in \(warmFailures) of \(count(warm.count, "run")) more") }
        return lines
    }

    private var costs: [String] {
        var cpu = "cpu: \(microseconds(run.cpu)) µs (\(run.hasFailed ? "with the backtrace" : "first run"))"
        if let median { cpu += ", \(microseconds(median)) µs (median of \(warm.count) more)" }
        let pages = run.memoryBytes / ModuleLayout.pageBytes
        return [
            cpu + " of \(deployment.limits.cpu.inWords)",
            "memory: \(run.memoryBytes.inBytes) (\(count(pages, "page"))) of \(deployment.limits.memoryBytes.inBytes)",
            "host calls: "
                + (calls.isEmpty
                    ? "none" : calls.map { "\($0.name) \($0.count.calls)" }.joined(separator: ", ")),
        ]
    }

    private var median: Duration? {
        warm.isEmpty ? nil : warm.sorted()[warm.count / 2]
    }

    private func microseconds(_ duration: Duration) -> String {
        let tenths = duration.nanoseconds / 100
        return tenths >= 1000 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// A terminal must not take orders from a worker.
    private func printable(_ text: some StringProtocol) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 && scalar != "\t" || 0x7f...0x9f ~= scalar.value
            line += isControl ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return line
    }

    private func printable(head message: WorkerRun.Message) -> [String] {
        let text = String(decoding: message.head, as: UTF8.self)
        let lines = text.split { $0.isNewline }.map { "  " + printable($0) }
        return message.body.isEmpty ? lines : lines + ["  (\(count(message.body.count, "byte")) of body)"]
    }

    // MARK: for programs

    var object: JSON {
        var members: [(name: String, value: JSON)] = [
            ("worker", .string(deployment.name)), ("version", .string(deployment.version)),
            ("request", .string(request.line)),
        ]
        switch run.answer {
        case .failed(let fault):
            members.append(("outcome", "failed"))
            members.append(("fault", FailureReport(fault, target).object))
        case .response(let status, let message):
            members.append(("outcome", "responded"))
            members.append(("response", object(message, status)))
        case .forwarded(let origin, let sent, let response):
            members.append(("outcome", "forwarded"))
            members.append(("origin", .string(origin)))
            members.append(("sent", object(sent, nil)))
            members.append(("response", response.map { object($0.message, $0.status) } ?? .null))
        }
        if let fault = run.laterFault { members.append(("later_fault", FailureReport(fault, target).object)) }
        members += [
            (
                "log",
                .array(
                    (deployment.initialisationLog + run.log).map {
                        .object([("level", .string("\($0.level)")), ("text", .string($0.text))])
                    })
            ),
            ("dropped_log_lines", .integer(run.droppedLogLines)),
            (
                "subrequests",
                .array(
                    run.subrequests.map { subrequest in
                        .object([
                            ("origin", .string(subrequest.origin)), ("request", object(subrequest.request, nil)),
                            ("status", subrequest.status.map { .integer($0) } ?? .null),
                        ])
                    })
            ),
            (
                "cpu",
                .object([
                    ("first_ns", .integer(Int(run.cpu.nanoseconds))),
                    ("median_warm_ns", median.map { .integer(Int($0.nanoseconds)) } ?? .null),
                    ("warm_runs", .integer(warm.count)), ("warm_failures", .integer(warmFailures)),
                    ("limit_ns", .integer(Int(deployment.limits.cpu.nanoseconds))),
                ])
            ),
            (
                "memory",
                .object([
                    ("bytes", .integer(run.memoryBytes)), ("limit_bytes", .integer(deployment.limits.memoryBytes)),
                ])
            ),
            ("host_calls", .object(calls.map { ($0.name, .integer($0.count.calls)) })),
            ("hints", JSON(hints)),
        ]
        return .object(members)
    }

    /// Bodies that are no text are given in base64.
    private func object(_ message: WorkerRun.Message, _ status: Int?) -> JSON {
        let lines = String(decoding: message.head, as: UTF8.self).split { $0.isNewline }
        let fields = lines.dropFirst().map { line -> JSON in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            let value = line[colon...].dropFirst().drop { $0 == " " }
            return .array([.string(String(line[..<colon])), .string(String(value))])
        }
        var members: [(name: String, value: JSON)] = []
        if let status {
            members.append(("status", .integer(status)))
        } else {
            members.append(("line", .string(lines.first.map(String.init) ?? "")))
        }
        members.append(("fields", .array(fields)))
        if let text = String(validating: message.body, as: UTF8.self) {
            members.append(("body", .string(text)))
        } else {
            members.append(("body_base64", .string(Base64.encode(message.body))))
        }
        return .object(members)
    }
}
