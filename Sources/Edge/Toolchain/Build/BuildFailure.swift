/// Why a worker's package gave no module. A value; any thread.
package struct BuildFailure: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The package's own mistake: it does not compile, it has no executable.
        case package
        /// Something is not installed.
        case missing
        /// The system refused: a full disk, no permission.
        case system
        /// SIGINT or SIGTERM came.
        case interrupted
    }

    package var kind: Kind
    /// What the compiler said, errors first come first; empty when it is not about sources.
    package var messages: [CompilerMessage]
    /// One line: what is wrong and what to do next.
    package var summary: String
    /// Everything that SwiftPM and the compiler printed.
    package var output: String

    package init(_ kind: Kind, _ summary: String, messages: [CompilerMessage] = [], output: String = "") {
        self.kind = kind
        self.messages = messages
        self.summary = summary
        self.output = output
    }

    init(_ error: ToolchainError) {
        let kind: Kind =
            switch error.kind {
            case .usage, .package: .package
            case .missing: .missing
            case .system: .system
            }
        self.init(kind, error.description)
    }

    /// The messages, then the summary.
    package var description: String {
        (messages.filter { $0.severity != .warning }.map(\.description) + [summary]).joined(separator: "\n")
    }

    /// sysexits.h: EX_DATAERR, EX_UNAVAILABLE, EX_IOERR; 128 + SIGINT.
    package var exitCode: Int32 {
        switch kind {
        case .package: 65
        case .missing: 69
        case .system: 74
        case .interrupted: 130
        }
    }
}
