internal import Isolate
internal import Server
internal import Synchronization
internal import Toolchain

/// What a developer sees: builds, requests, log lines, faults, on standard error; whole lines, in colours on a terminal.
///
/// Any thread. A line of progress, where there is one, stays below the others.
final class DevConsole: Sendable {
    let terminal = Terminal()
    private let hasProgress = Mutex(false)

    func line(_ text: String) {
        hasProgress.withLock { hasProgress in
            if hasProgress { terminal.clearProgress() }
            hasProgress = false
            printError(text)
        }
    }

    /// Takes the line of progress away.
    func clear() {
        hasProgress.withLock { hasProgress in
            if hasProgress { terminal.clearProgress() }
            hasProgress = false
        }
    }

    func progress(_ text: String) {
        hasProgress.withLock { hasProgress in
            terminal.progress(text)
            hasProgress = true
        }
    }

    /// On a loop's thread, or the background's.
    func show(_ event: Development.Event) {
        switch event {
        case .request(let request): show(request)
        case .log(let worker, let level, let text): show(worker, level, text)
        case .fault(let report): show(report)
        }
    }

    // MARK: requests

    private func show(_ request: RequestSummary) {
        let colour: Terminal.Colour =
            switch request.status {
            case ..<300: .green
            case ..<400: .cyan
            case ..<500: .yellow
            default: .red
            }
        var text = "\(request.method) \(terminal.bold(request.target.printable)) "
        text += terminal.paint(String(request.status), colour, bold: true)
        var facts = [milliseconds(request.duration)]
        if let cpu = request.cpu { facts.append("cpu \(microseconds(cpu)) µs") }
        facts.append("\(request.bodyBytes) B")
        line(text + " " + terminal.paint(facts.joined(separator: "  "), .grey))
    }

    private func show(_ worker: String, _ level: Development.WorkerLogLevel, _ text: String) {
        let (name, colour): (String, Terminal.Colour) =
            switch level {
            case .debug: ("debug", .grey)
            case .info: ("info", .blue)
            case .warning: ("warning", .yellow)
            case .error: ("error", .red)
            }
        line("\(terminal.paint("\(worker) \(name):", colour)) \(text)")
    }

    private func show(_ report: FaultReport) {
        let head = terminal.paint("\(report.worker) failed: \(report.cause):", .red, bold: true)
        var text = "\(head) \(terminal.bold(report.detail.printable))\n"
        if let limit = report.limit {
            text += terminal.paint("  the limit is \(limit.key) = \"\(limit.value)\" in swiftlet.toml\n", .blue)
        }
        if let place = report.diagnosis.place.flatMap({ report.place($0) }) {
            text += "  \(terminal.bold(place.printable))\n"
            for line in report.diagnosis.excerpt { text += "  \(line.printable)\n" }
        }
        for (step, count) in report.diagnosis.stack {
            text += "  at \(step.function.printable)" + (count > 1 ? " ×\(count)" : "")
            if let place = report.place(step) { text += terminal.paint("  \(place.printable)", .grey) }
            text += "\n"
        }
        if let note = report.diagnosis.note { text += terminal.paint("  (\(note.printable))\n", .grey) }
        line(text + terminal.paint("  request \(report.requestID)", .grey))
    }

    // MARK: builds

    func show(_ failure: BuildFailure, of worker: String, hasVersion: Bool) {
        var text = ""
        for message in failure.messages where message.severity != .warning || failure.messages.count < 4 {
            text += message.painted(terminal) + "\n"
        }
        if failure.messages.isEmpty, !failure.output.isEmpty { text += failure.output.printable + "\n" }
        text += terminal.paint("\(worker): ", .red, bold: true) + failure.summary.printable
        line(text + (hasVersion ? "; the last version goes on serving" : ""))
    }

    /// "1.32 s (detect 0.01, compile 1.05)"
    func split(_ phases: [(name: String, duration: Duration)], total: Duration) -> String {
        let parts = phases.map { "\($0.name) \(seconds($0.duration))" }
        return terminal.bold("\(seconds(total)) s") + " (\(parts.joined(separator: ", ")))"
    }

    // MARK: figures

    private func seconds(_ duration: Duration) -> String {
        let thousandths = microseconds(duration) / 1000
        // What is below a hundredth is told in thousandths.
        let shown = thousandths < 10 ? thousandths : (thousandths + 5) / 10 * 10
        let fraction = String(shown % 1000 + 1000).dropFirst()
        return "\(shown / 1000).\(thousandths < 10 ? fraction : fraction.dropLast())"
    }

    private func milliseconds(_ duration: Duration) -> String {
        let hundredths = microseconds(duration) / 10
        return "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst()) ms"
    }

    private func microseconds(_ duration: Duration) -> Int64 { duration.nanoseconds / 1000 }
}
