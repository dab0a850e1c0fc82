extension Config {
    /// When a version of a worker is taken out, and how it comes back; `[workers.NAME] quarantine`.
    package struct Quarantine: Sendable, Equatable {
        /// The share of requests that has to fail, in percent. `failures`
        package var failuresPercent = 80
        /// Requests that have to end within the window before anything is decided. `requests`
        package var requestsMin = 50
        /// The time in which failures are counted together. `window`
        package var window = Duration.seconds(10)
        /// How long it is out the first time; twice as long each time after. `backoff`
        package var backoff = Duration.seconds(5)
        /// The longest that this becomes. `backoff_max`
        package var backoffMax = Duration.seconds(300)
        /// Requests that try it when the time is over: when all of them end well it is back. `probes`
        package var probesMax = 5

        package init() {}
    }

    /// Who answers instead; `[workers.NAME] fallback`.
    package struct Fallback: Sendable {
        /// The version before, where a running server has replaced it. `previous`
        package var previous = true
        /// Index in `Config.origins`. `origin`
        package var origin: Int?
        /// Requests a second, of all loops together, that may go there. `origin_rate`
        package var originRate = 100
        package var answer: Answer?

        /// What is left to say.
        package enum Answer: Sendable {
            case respond(FixedResponse)
            /// Absolute path of a file, which answers every path, or of a directory, in which paths are looked up.
            case files(root: String, isDirectory: Bool)
        }

        package init() {}
    }
}
