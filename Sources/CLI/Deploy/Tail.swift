import Admin
import ArgumentParser

/// `swiftlet tail`
struct Tail: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show requests and workers' log lines while they happen.",
        discussion: """
            Until Ctrl-C. A reader who is too slow misses lines, and is told how many.
            --status and --path keep requests only. With --json a line is an object.

            EXAMPLES
              swiftlet tail
              swiftlet tail shop --status 5xx
              swiftlet tail --path /api/ --limit 100 --json | jq .ms
            """)

    @Argument(help: ArgumentHelp("Of this worker only.", valueName: "worker"))
    var worker: String?

    @Option(help: ArgumentHelp("Only of this status, or class.", valueName: "404|5xx"))
    var status: String?

    @Option(help: ArgumentHelp("Only of paths that begin so.", valueName: "/path"))
    var path: String?

    @Option(help: ArgumentHelp("End after so many lines.", valueName: "lines"))
    var limit: Int?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("tail") { client throws(CommandError) in
            var filter = TailFilter()
            if let worker { try VersionText.checkWorker(worker) }
            filter.worker = worker
            if let status {
                guard let wanted = StatusFilter(text: status) else {
                    throw .usage("--status \(status): write a status such as 404, or a class such as 5xx")
                }
                filter.status = wanted
            }
            if let path, !path.hasPrefix("/") { throw .usage("--path \(path): begin it with \"/\"") }
            filter.path = path
            if let limit, !(1...AdminLimits.tailLimitMax ~= limit) {
                throw .usage("--limit takes 1 to \(AdminLimits.tailLimitMax)")
            }
            filter.limit = limit
            try asked { () throws(AdminClientError) in
                try client.tail(filter) { line in
                    show(line)
                    return true
                }
            }
        }
    }

    private func show(_ line: TailLine) {
        if host.json {
            if line.kind != .heartbeat { printLine(String(decoding: line.jsonText, as: UTF8.self)) }
        } else if let text = TailText(line).text {
            printLine(text)
        }
    }
}

/// A line of a tail for people: time, worker and version, then what happened.
struct TailText {
    /// nil: nothing to be shown.
    let text: String?

    init(_ line: TailLine) {
        let who = [line.worker, line.version.map { "\($0)" }].compactMap(\.self).joined(separator: " ")
        let head = "\(TimeText.clock(line.at)) \(who.isEmpty ? "-" : who)"
        switch line.kind {
        case .heartbeat: text = nil
        case .dropped: text = "\(head): \(line.count ?? 0) lines are missing: this reader was too slow"
        case .log: text = "\(head) \(line.level ?? "log"): \(line.message ?? "")".oneLine
        case .event: text = "\(head): \(line.message ?? "")".oneLine
        case .request:
            let times = [
                line.milliseconds.map(TimeText.milliseconds), line.cpuMicroseconds.map { "cpu \($0) µs" },
                line.bytes.map { "\($0) B" }, line.reason,
                line.shadow.map { "shadow \($0)" },
            ].compactMap(\.self).joined(separator: "  ")
            let fault = line.cause.map { _ in "  \(line.message ?? "")" } ?? ""
            let request = "\(line.method ?? "?") \(line.host ?? "")\(line.path ?? "")"
            text = "\(head) \(request) \(line.status.map(String.init) ?? "-") \(times)\(fault)".oneLine
        }
    }
}
