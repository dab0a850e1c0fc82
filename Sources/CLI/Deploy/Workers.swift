import Admin
import ArgumentParser

/// `swiftlet workers`
struct Workers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List a host's workers, or say everything of one.",
        discussion: """
            EXAMPLES
              swiftlet workers
              swiftlet workers shop
            """)

    @Argument(help: ArgumentHelp("Show this one.", valueName: "worker"))
    var worker: String?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("workers") { client throws(CommandError) in
            if let worker {
                try VersionText.checkWorker(worker)
                let detail = try asked { () throws(AdminClientError) in try client.worker(worker) }
                host.show(detail) { Self.text(detail) }
            } else {
                let list = try asked { () throws(AdminClientError) in try client.workers() }
                host.show(list) { Self.text(list) }
            }
        }
    }

    private static func text(_ list: WorkerList) -> String {
        guard !list.workers.isEmpty else { return "no workers yet: swiftlet deploy DIR" }
        var table = TextTable("WORKER", "STATE", "LIVE", "NEWEST", "KEPT", "AGE", "NOTE")
        for worker in list.workers {
            let notes =
                worker.quarantined.map(VersionText.note) + worker.drift
                + (worker.isConfigured ? [] : ["not in the configuration"])
            table.add(
                worker.name, worker.state.rawValue, VersionText.weights(worker.weights),
                worker.latest.map { "\($0)" } ?? "", "\(worker.versions)", TimeText.age(worker.deployedAt),
                notes.joined(separator: "; "))
        }
        return table.text
    }

    private static func text(_ detail: WorkerDetail) -> String {
        let worker = detail.summary
        var list = TextList(indent: 2, nameWidth: 11)
        func line(_ name: String, _ text: String) { list.add(name, text) }
        line("state", worker.state.rawValue)
        for out in worker.quarantined { line("out", VersionText.note(out)) }
        line("versions", "\(worker.versions)" + (worker.latest.map { ", the newest is \($0)" } ?? ""))
        line("rollback to", detail.previous.map { "\($0)" } ?? "")
        line("routes", detail.routes.joined(separator: " "))
        line("configured", worker.isConfigured ? "yes" : "no: it was deployed by name")
        for note in worker.drift { line("drift", note) }
        if let shadow = detail.shadow {
            line(
                "shadow",
                "\(TimeText.number(shadow.settings.share)) % to \(shadow.settings.candidate): "
                    + "\(shadow.differing) of \(shadow.compared) answers differ")
        }
        for info in detail.liveVersions {
            line("\(info.version)", "\(VersionText.standing(info)) \(VersionText.subject(info.provenance.message))")
        }
        return RolloutText(status: detail.rollout).text + "\n" + list.text
    }
}
