import Admin
import ArgumentParser
import Deploy

/// `swiftlet promote`
struct Promote: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give everybody a version: the one that rolls out, or the newest.",
        discussion: """
            EXAMPLES
              swiftlet promote shop
              swiftlet promote shop v7
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Argument(help: ArgumentHelp("Default: the one that rolls out, else the newest.", valueName: "vN"))
    var version: String?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.give(worker, version, "promote") { client, version throws(AdminClientError) in
            try client.promote(worker, to: version)
        }
    }
}

/// `swiftlet rollback`
struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give everybody the version before, or the one that is named.",
        discussion: """
            A rollout that is under way is ended. The version is there, compiled: this takes
            milliseconds.

            EXAMPLES
              swiftlet rollback shop
              swiftlet rollback shop v5
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Argument(help: ArgumentHelp("Default: the one that answered before.", valueName: "vN"))
    var version: String?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.give(worker, version, "rollback") { client, version throws(AdminClientError) in
            try client.rollBack(worker, to: version)
        }
    }
}

extension HostOptions {
    /// Asks that everybody gets a version: the named one, or whichever the host takes for it.
    fileprivate func give(
        _ worker: String, _ version: String?, _ command: String,
        _ ask: (AdminClient, VersionID?) throws(AdminClientError) -> RolloutStatus
    ) throws {
        try run(command) { client throws(CommandError) in
            try VersionText.checkWorker(worker)
            let number = try version.map { text throws(CommandError) in try VersionText.parse(text) }
            let status = try asked { () throws(AdminClientError) in try ask(client, number) }
            show(status) { RolloutText(status: status, logMax: 1).text }
        }
    }
}

/// `swiftlet delete`
struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete a worker and all its versions.",
        discussion: """
            Their numbers are never used again. A worker that the configuration names
            answers 503 afterwards, until it is deployed or applied again.

            EXAMPLES
              swiftlet delete shop
              swiftlet delete shop --yes
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Flag(help: "Ask nobody.")
    var yes = false

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("delete") { client throws(CommandError) in
            try VersionText.checkWorker(worker)
            let detail = try asked { () throws(AdminClientError) in try client.worker(worker) }
            let count = detail.summary.versions
            guard try Confirmation.ask("delete \(worker) and its \(counted(count, "version"))?", isYes: yes)
            else { throw CommandError(1, "nothing was deleted") }
            let deletion = try asked { () throws(AdminClientError) in try client.deleteWorker(worker) }
            host.show(deletion) {
                let last = deletion.last.map { ", the last was \($0)" } ?? ""
                return "\(deletion.worker) is deleted: \(counted(deletion.versions, "version"))\(last)"
            }
        }
    }
}
