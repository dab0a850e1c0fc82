import ArgumentParser
import Server

/// `swiftlet serve`
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve what the configuration says, until SIGTERM or SIGINT.",
        discussion: """
            Everything is checked and made before anything listens; then one line names
            the URLs. SIGTERM or SIGINT stops accepting and lets requests in flight finish,
            for limits.shutdown_deadline at most.

            EXAMPLES
              swiftlet serve
              swiftlet serve --config /etc/edge.toml --log-level debug
            """)

    @OptionGroup var options: ConfigOptions

    @Option(help: "Lines on standard error: trace, debug, info, warning or error. Overrides log_level.")
    var logLevel: Config.LogLevel?

    func run() throws {
        let config = try options.load()
        let logger = StandardErrorLog.logger(logLevel ?? config.logLevel)
        do throws(ServerError) {
            try Server.run(config, logger: logger) { urls in
                printLine("swiftlet \(Swiftlet.version) listening on \(urls.joined(separator: " "))")
            }
        } catch {
            printError("swiftlet: \(error)")
            throw ExitCode(error.exitCode)
        }
    }
}

extension Config.LogLevel: ExpressibleByArgument {}
