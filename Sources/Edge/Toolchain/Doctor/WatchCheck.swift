/// inotify, by which `swiftlet dev` learns of changes: tried, not guessed, because all of a user's programs share it.
package struct WatchCheck: Sendable {
    package enum Outcome: Sendable, Equatable {
        case works
        /// `fs.inotify.max_user_instances` is reached.
        case noInstance
        /// `fs.inotify.max_user_watches` is reached.
        case noWatch
        /// The system's words.
        case refused(String)
    }

    package var outcome: Outcome
    /// Of the two settings; nil: unknown.
    package var instancesMax: Int?
    package var watchesMax: Int?

    package init(outcome: Outcome, instancesMax: Int?, watchesMax: Int?) {
        self.outcome = outcome
        self.instancesMax = instancesMax
        self.watchesMax = watchesMax
    }

    package var finding: Finding {
        let subject = "file watching"
        switch outcome {
        case .works:
            return Finding(.ok, subject, "inotify works\(watchesMax.map { ", \($0) watches per user" } ?? "")")
        case .noInstance:
            return Finding(
                .failed, subject, "other programs of this user have all \(instancesMax ?? 0) inotify instances",
                fix: "sysctl -w fs.inotify.max_user_instances=\((instancesMax ?? 64) * 4)")
        case .noWatch:
            return Finding(
                .failed, subject, "other programs of this user have all \(watchesMax ?? 0) inotify watches",
                fix: "sysctl -w fs.inotify.max_user_watches=\((watchesMax ?? 4096) * 4)")
        case .refused(let reason):
            return Finding(
                .warning, subject, "inotify: \(reason); swiftlet dev will not notice changes",
                fix: "run it outside this container, or allow inotify in it")
        }
    }
}
