import Admin
import ArgumentParser

/// `swiftlet apply`
struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a running host to what its configuration says by now.",
        discussion: """
            Builds the packages that the configuration names, asks the host what it would
            change, shows it, and applies it after a yes. It is applied only if it is still
            the same then. What takes a new start of the host is shown apart, and left.

            EXAMPLES
              swiftlet apply --dry-run
              swiftlet apply --yes                          in scripts
              swiftlet apply --config /etc/edge.toml
            """)

    @Option(help: ArgumentHelp("The configuration whose packages are built first.", valueName: "file"))
    var config = "swiftlet.toml"

    @Flag(help: "Show the plan; apply nothing.")
    var dryRun = false

    @Flag(help: "Ask nobody.")
    var yes = false

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("apply") { client throws(CommandError) in
            for package in try ConfiguredPackages.list(config) {
                _ = try WorkerTarget.load(package, readsConfiguration: false)
            }
            let plan = try asked { () throws(AdminClientError) in try client.configPlan() }
            let isToDo = plan.changes.contains { $0.effect == .newVersion || $0.effect == .live }
            guard isToDo, !dryRun else { return host.show(plan) { PlanText(plan.changes, plan.config).text } }
            if !host.json || !yes { printError(PlanText(plan.changes, plan.config).text) }
            guard try Confirmation.ask("apply this?", isYes: yes) else { throw CommandError(1, "nothing was applied") }
            var request = ApplyRequest()
            request.plan = plan.digest
            let result = try asked { () throws(AdminClientError) in try client.applyConfig(request) }
            host.show(result) { Self.text(result) }
        }
    }

    private static func text(_ result: ApplyResult) -> String {
        var lines = result.versions.map { DeployDisplay.text($0) }
        if !result.left.isEmpty {
            lines.append("left for a new start of the host: \(result.left.map(\.key).joined(separator: ", "))")
        }
        return lines.isEmpty ? "nothing was applied" : lines.joined(separator: "\n")
    }
}

/// What applying would change, as a diff.
struct PlanText {
    let text: String

    init(_ changes: [ConfigChange], _ config: String) {
        guard !changes.isEmpty else {
            text = "what runs is what \(config) says"
            return
        }
        let terminal = Terminal()
        func line(_ change: ConfigChange) -> String {
            let (mark, colour): (String, Terminal.Colour) =
                switch change.kind {
                case .add: ("+", .green)
                case .change: ("~", .yellow)
                case .remove: ("-", .red)
                }
            let versions = [change.before, change.after].compactMap(\.self).joined(separator: " -> ")
            let note = change.note.map { "(\($0.oneLine))" } ?? ""
            let parts = [terminal.paint("\(mark) \(change.key)", colour), versions, note].filter { !$0.isEmpty }
            return "  " + parts.joined(separator: "  ")
        }
        var lines = [config]
        lines += changes.filter { $0.effect != .restart }.map(line)
        let restarts = changes.filter { $0.effect == .restart }
        if !restarts.isEmpty { lines += ["only a new start of the host does:"] + restarts.map(line) }
        text = lines.joined(separator: "\n")
    }
}
