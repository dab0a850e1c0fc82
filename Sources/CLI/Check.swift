import ArgumentParser
import Server

/// `swiftlet check`
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for mistakes in the configuration; start nothing.",
        discussion: """
            Prints each mistake on a line of its own, with file, line and key, and ends
            with 78. Without mistakes it prints one line that counts what the file has,
            and ends with 0. Workers are neither built nor compiled.

            EXAMPLES
              swiftlet check
              swiftlet check --config /etc/edge.toml && systemctl restart swiftlet
            """)

    @OptionGroup var options: ConfigOptions

    func run() throws {
        let config = try options.load()
        let parts = [
            count(config.listeners.count, "listener"), count(config.routes.count, "route"),
            count(config.workers.count, "worker"), count(config.origins.count, "origin"),
        ]
        printLine("\(options.config): no mistakes: \(parts.joined(separator: ", "))")
    }

    private func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
