import ArgumentParser
import Server

/// `swiftlet serve`
struct Serve: ParsableCommand {
    private static let name = "serve"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Serve what the configuration says, until SIGTERM or SIGINT.",
        discussion: """
            Reads the configuration, builds workers that are packages and compiles them.
            Only then it listens, and prints one line with the URLs. When something is
            wrong it says what and ends without listening: 78 for the configuration and
            the workers, 71 for the system, such as a port in use.

            On SIGTERM or SIGINT it accepts nothing more and finishes the requests in
            flight, for limits.shutdown_deadline at most. A second signal cuts them.

            EXAMPLES
              swiftlet serve
              swiftlet serve --config /etc/edge.toml --log-level debug
            """)

    @OptionGroup var options: ConfigOptions

    @Option(
        help: ArgumentHelp(
            "The least important lines to print on standard error; overrides log_level.", valueName: "level"))
    var logLevel: Config.LogLevel?

    /// The command that these words are, if they are `serve` and nothing is wrong with its options.
    ///
    /// Of the whole command the parser asks each subcommand for its name and its options before it looks at the words,
    /// which takes milliseconds. What this does not understand, help included, is for the whole command.
    static func alone(_ words: ArraySlice<String>) -> Serve? {
        guard words.first == name else { return nil }
        return try? parse(Array(words.dropFirst()))
    }

    func run() throws {
        let config = try options.load()
        let logger = StandardErrorLog.logger(logLevel ?? config.logLevel)
        do throws(ServerError) {
            try Server.run(config, logger: logger, about: options.facts, isHardened: true) { urls, _ in
                printLine("swiftlet \(Swiftlet.version) listening on \(urls.joined(separator: " "))")
            }
        } catch {
            printError("swiftlet: \(error)")
            throw ExitCode(error.exitCode)
        }
    }
}

extension Config.LogLevel: ExpressibleByArgument {}
