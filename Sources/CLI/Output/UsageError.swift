import ArgumentParser

/// Options that are none, as the parser and the commands' `validate()` find them before a command runs.
struct UsageError {
    private let message: String
    /// With the usage.
    private let text: String
    private let exitCode: ExitCode

    /// Nil: it is something else, and has been told, or is help that somebody asked for.
    init?(_ error: any Error) {
        exitCode = Swiftlet.exitCode(for: error)
        guard !(error is ExitCode), exitCode == .validationFailure else { return nil }
        message = Swiftlet.message(for: error)
        text = Swiftlet.fullMessage(for: error)
    }

    /// As the commands tell what they find themselves.
    func end() -> Never {
        let arguments = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
        if arguments.contains("--json") { printLine((["error": JSON(message)] as JSON).text) }
        let command = arguments.first.flatMap { Self.commands.contains($0) ? " \($0)" : nil } ?? ""
        let words = text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
        printError("swiftlet\(command): \(words)")
        Swiftlet.exit(withError: exitCode)
    }

    private static var commands: Set<String> {
        let configuration = Swiftlet.configuration
        let all = configuration.ungroupedSubcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        return Set(all.compactMap { $0._commandName })
    }
}
