import Admin
import ArgumentParser
import Deploy

/// `swiftlet status`
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how a host is: what it serves, what waits, what differs from its configuration.",
        discussion: """
            EXAMPLES
              swiftlet status
              swiftlet status --host https://edge.example:9443 --token-file token
              swiftlet status --json | jq .drift
            """)

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("status") { client throws(CommandError) in
            let status = try asked { () throws(AdminClientError) in try client.status() }
            host.show(status) { Self.text(status) }
        }
    }

    private static func text(_ status: HostStatus) -> String {
        let head =
            "swiftlet \(status.swiftlet), process \(status.processID), \(status.state.rawValue), "
            + "up for \(TimeText.duration(max(0, TimeText.now - status.startedAt)))"
        var list = TextList(indent: 2, nameWidth: 8)
        func line(_ name: String, _ text: String) { list.add(name, text) }
        line("listens", status.listeners.joined(separator: " "))
        line("engine", "\(status.engine), \(counted(status.loops, "thread"))")
        line("config", status.config ?? "")
        line("workers", "\(status.workers)")
        line("waiting", status.waiting.isEmpty ? "" : "\(status.waiting.joined(separator: ", ")): no version yet")
        line("rolling", status.rolling.joined(separator: ", "))
        for out in status.quarantined { line("out", "\(out.worker): \(VersionText.note(out))") }
        let store = status.store
        line(
            "store",
            "\(counted(store.versions, "version")) of \(counted(store.modules, "module")), \(mib(store.bytes)) of \(mib(store.bytesMax)) MiB "
                + "in \(store.path)")
        for repair in store.repairs { line("repaired", repair) }
        for change in status.drift { line("drift", "\(change.key): \(change.note ?? "")") }
        return head + "\n" + list.text
    }

    private static func mib(_ bytes: Int) -> String { TimeText.number(Double(bytes * 10 / 1_048_576) / 10) }
}
