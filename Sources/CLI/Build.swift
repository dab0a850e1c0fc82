import ArgumentParser
import Toolchain

/// `swiftlet build`
struct Build: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Build a worker's package to a WebAssembly module.",
        discussion: """
            Compiles the package for the sandbox and prints where the module is, what it
            weighs and where the time went. The module lies in DIR/.build/swiftlet, with
            its debug information beside it (NAME.wasm.debug, never deployed), from which
            dev and invoke know source lines. Nothing is built when nothing changed.

            EXAMPLES
              swiftlet build                              the package in this directory
              swiftlet build workers/hello --output hello.wasm
              swiftlet build --verbose                    with its largest functions
              swiftlet build --json | jq .bytes

            EXIT CODES
              0    built, or nothing to do
              65   no package, or its own mistake: it does not compile, it is no worker
              69   something is missing: the Swift toolchain, the network
              74   the system refused: a full disk, no permission
              130  interrupted; what was there before is as it was
            """)

    @Argument(help: ArgumentHelp("The worker's package.", valueName: "dir"))
    var directory = "."

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Also put the module here, and its debug information beside it.", valueName: "file"))
    var output: String?

    @Flag(help: "Print one JSON object on standard output instead.")
    var json = false

    @Flag(name: .shortAndLong, help: "Also print the largest functions; of a failure everything that was printed.")
    var verbose = false

    func run() throws {
        do throws(CommandError) {
            try build()
        } catch {
            throw error.printed(by: "build", json: json)
        }
    }

    private func build() throws(CommandError) {
        let watch = Stopwatch()
        let build: WorkerBuild
        do throws(ToolchainError) {
            build = WorkerBuild(try WorkerPackage(directory), try Compiler.find())
        } catch {
            throw CommandError(error)
        }
        build.interruption = .signals
        let built: BuiltWorker
        if let known = build.upToDate() { built = known } else { built = try run(build) }
        do throws(ToolchainError) {
            if let output { try built.copy(to: output) }
            let report = BuildReport(built: built, path: output ?? built.module, elapsed: watch.elapsed)
            printLine(json ? try report.json().text : try report.text(isVerbose: verbose))
        } catch {
            throw CommandError(error)
        }
    }

    private func run(_ build: WorkerBuild) throws(CommandError) -> BuiltWorker {
        let terminal = Terminal()
        let display = BuildDisplay(terminal: terminal, isQuiet: json)
        do throws(BuildFailure) {
            defer { terminal.clearProgress() }
            return try build.run { display.show($0) }
        } catch {
            if verbose { printError(error.output.printable) }
            let shown = error.messages.filter { $0.severity != .warning || error.kind != .package || verbose }
            if !json, error.kind != .interrupted { for message in shown { printError(message.painted(terminal)) } }
            throw CommandError(error.exitCode, error.summary, object: BuildReport.json(error))
        }
    }
}

/// Shows how far a build is: on a terminal one line that is written over, in a pipe a line for each stage that follows
/// more than a second of silence.
private final class BuildDisplay {
    private let terminal: Terminal
    private let isQuiet: Bool
    private var silence = Stopwatch()

    init(terminal: Terminal, isQuiet: Bool) {
        self.terminal = terminal
        self.isQuiet = isQuiet
    }

    func show(_ progress: BuildProgress) {
        let text = progress.description
        if terminal.isInteractive {
            terminal.progress(text)
        } else if !isQuiet, silence.elapsed > .seconds(1) {
            printError("build: \(text)")
            silence = Stopwatch()
        }
    }
}
