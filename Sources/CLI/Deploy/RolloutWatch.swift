import Admin
internal import Glibc

/// Follows a guarded rollout to its end, and prints each decision when it is made.
struct RolloutWatch {
    let client: AdminClient
    let worker: String
    let isQuiet: Bool

    private static let intervalMicroseconds: UInt32 = 500_000

    /// How it ended. Decisions that were there before are printed too, if they are of this rollout.
    func follow(_ start: RolloutStatus) throws(CommandError) -> RolloutStatus {
        let terminal = Terminal()
        defer { terminal.clearProgress() }
        var status = start
        var shown: [String] = []
        while true {
            for decision in status.log {
                let line = RolloutText.line(decision)
                guard !shown.contains(line) else { continue }
                shown.append(line)
                terminal.clearProgress()
                if !isQuiet { printError(line) }
            }
            let text = RolloutText(status: status)
            guard text.isUnderWay else { return status }
            terminal.progress(text.headline)
            _ = usleep(Self.intervalMicroseconds)
            status = try asked { () throws(AdminClientError) in try client.rollout(of: worker) }
        }
    }
}
