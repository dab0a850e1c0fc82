import ArgumentParser
import Isolate
import Server
import Toolchain

/// Why a command ends: one line for the user and the exit code (sysexits.h).
struct CommandError: Error {
    var exitCode: Int32
    var message: String
    /// What `--json` says, where that is more than the line.
    var object: JSON?

    init(_ exitCode: Int32, _ message: String, object: JSON? = nil) {
        self.exitCode = exitCode
        self.message = message
        self.object = object
    }

    static func usage(_ message: String) -> CommandError { CommandError(64, message) }
    static func badModule(_ message: String) -> CommandError { CommandError(65, message) }

    init(_ error: ToolchainError) {
        let code: Int32 =
            switch error.kind {
            case .usage: 64
            case .package: 65
            case .missing: 69
            case .system: 74
            }
        self.init(code, error.description)
    }

    init(_ error: IsolateError) {
        let code: Int32 =
            switch error.kind {
            case .runtime, .busy: 71
            case .module: 65
            case .initialisation: 1
            }
        self.init(code, error.description)
    }

    /// Prints the line, with `--json` also as an object where the result would have been; what the command throws.
    func printed(by command: String, json: Bool) -> ExitCode {
        if json { printLine((object ?? ["error": JSON(message)]).text) }
        printError("swiftlet \(command): \(message)")
        return ExitCode(exitCode)
    }
}
