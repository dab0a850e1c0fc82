import Admin

/// Shows the steps of a deploy as the host goes through them: on a terminal alone.
final class DeployDisplay {
    private let terminal = Terminal()
    private let isQuiet: Bool
    private var hasReceived = false

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ event: DeployEvent) {
        guard !isQuiet, terminal.isInteractive, case .step(let step, let state, let milliseconds, let detail) = event
        else { return }
        // This side has told of it, the upload; the host's own is not a second one.
        if step == .receive, hasReceived, state != .failed { return }
        // They are told together, when both are over.
        if state == .started {
            return terminal.progress(step == .initialise ? "initialise, compile …" : "\(step.rawValue) …")
        }
        if step == .receive { hasReceived = true }
        terminal.clearProgress()
        let (mark, colour): (String, Terminal.Colour) =
            switch state {
            case .failed: ("failed", .red)
            case .skipped: ("skipped", .grey)
            case .started, .finished: ("ok", .green)
            }
        let time = state == .finished ? TimeText.milliseconds(milliseconds) : ""
        let columns = "  \(step.rawValue.padded(to: 12))\(terminal.paint(mark.padded(to: 8), colour))"
        printError("\(columns)\(time.padded(to: 10))\((detail ?? "").oneLine.cut(to: 46))")
    }

    func end() { terminal.clearProgress() }

    /// What a deploy or a rotation has made, in a line or two.
    static func text(_ result: DeployResult) -> String {
        let version = result.version
        let name = "\(version.worker) \(version.version)"
        let isOther = result.previous.map { $0 != version.version } ?? false
        var lines: [String]
        if result.unchanged, !isOther {
            lines = ["\(name) stays: the same module with the same settings"]
        } else if result.activated {
            let milliseconds = result.steps.reduce(0) { $0 + $1.milliseconds }
            let time = result.steps.isEmpty ? "" : " in \(TimeText.milliseconds(milliseconds))"
            lines = ["\(name) is live\(time)" + (isOther ? ", before it \(result.previous.map { "\($0)" } ?? "")" : "")]
        } else {
            lines = [
                "\(name) is there and gets no requests",
                "  try: swiftlet rollout \(version.worker) \(version.version) --steps 1,10,50,100 --every 10m --guard 'errors<1%'",
            ]
        }
        lines += result.notes.filter { _ in !result.unchanged }.map { "  \($0)" }
        return lines.joined(separator: "\n").printable
    }
}
