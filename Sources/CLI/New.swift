import ArgumentParser
import Toolchain

/// `swiftlet new`
struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the package of a new worker, with tests and a configuration.",
        discussion: """
            The package builds, tests and runs as it is: change what you like. It goes to a
            directory of the worker's name, which must not be there yet; where something is
            wrong, nothing is made.

            TEMPLATES
            \(Template.allCases.map { "  \($0.rawValue.padded(to: 7))\($0.summary)" }.joined(separator: "\n"))

            EXAMPLES
              swiftlet new my-worker && cd my-worker && swiftlet dev
              swiftlet new edge-gate --template gate --directory workers
              swiftlet new my-worker --sdk https://git.example.com/swiftlet-sdk.git

            EXIT CODES
              64  a name that will not do, or a directory that is there already
              69  no SDK was found: see --sdk
              74  it could not be written: a full disk, a missing permission
            """)

    @Argument(help: "The worker's name: letters, digits, - and _, a letter first.")
    var name: String

    @Option(help: ArgumentHelp("What it starts as.", valueName: "template"))
    var template = Template.hello

    @Option(
        help: ArgumentHelp(
            "The SDK's package that it depends on: a directory, or a git URL. Default: the one that came with this binary.",
            valueName: "path|url"))
    var sdk: String?

    @Option(help: ArgumentHelp("Where the package's directory goes to.", valueName: "directory"))
    var directory = "."

    @Flag(help: "Print one JSON object instead.")
    var json = false

    func run() throws {
        do throws(ToolchainError) {
            let package = try NewPackage(WorkerName(name), template, in: directory, sdk: sdk)
            let files = try package.write()
            printLine(json ? object(package, files).text : lines(package))
        } catch {
            throw CommandError(error).printed(by: "new", json: json)
        }
    }

    private func lines(_ package: NewPackage) -> String {
        let path = directory == "." ? package.name.name : package.directory
        let quoted = path.contains { $0 == " " || $0 == "'" } ? "\"\(path)\"" : path
        return """
            made \(path): a worker that \(template.summary)
              cd \(quoted)
              swiftlet dev      # serve it on http://127.0.0.1:8787; what you edit is live when you save it
              swift test        # run its unit tests
            """
    }

    private func object(_ package: NewPackage, _ files: [String]) -> JSON {
        .object([
            ("name", .string(package.name.name)), ("module", .string(package.name.module)),
            ("type", .string(package.name.type)), ("template", .string(template.rawValue)),
            ("directory", .string(package.directory)), ("sdk", .string(package.sdk.text)), ("files", JSON(files)),
        ])
    }
}

extension Template: ExpressibleByArgument {
    package static var allValueStrings: [String] { allCases.map(\.rawValue) }
}

extension String {
    /// At least `width` characters, with blanks at the end.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
