import Admin
import ArgumentParser
import Deploy

/// `swiftlet rotate`
struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change a worker's variables: a new version of the same module, without a build.",
        discussion: """
            Variables that are not named stay. Secrets are not sent: they come from where
            the host's configuration has them.

            EXAMPLES
              swiftlet rotate shop BANNER='Sale!' LIMIT=20
              swiftlet rotate shop --unset BANNER --message 'The sale is over'
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Argument(help: ArgumentHelp("Variables to set.", valueName: "KEY=value"))
    var variables: [String] = []

    @Option(help: ArgumentHelp("A variable to take away; any number of times.", valueName: "KEY"))
    var unset: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Why.", valueName: "text"))
    var message: String?

    @Flag(help: "Keep it ready without requests, for a rollout.")
    var noActivate = false

    @Option(help: ArgumentHelp("Only if this version is the baseline now.", valueName: "vN"))
    var expect: String?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("rotate") { client throws(CommandError) in
            try VersionText.checkWorker(worker)
            let request = try request()
            let display = DeployDisplay(isQuiet: host.json)
            defer { display.end() }
            let result = try asked { () throws(AdminClientError) in
                try client.rotate(worker, request) { display.show($0) }
            }
            display.end()
            host.show(result) { DeployDisplay.text(result) }
        }
    }

    private func request() throws(CommandError) -> RotateRequest {
        var request = RotateRequest()
        for text in variables {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw .usage("\(Quoted.text(text)): write KEY=value")
            }
            try set(String(text[..<equals]), String(text[text.index(after: equals)...]), &request)
        }
        for key in unset { try set(key, nil, &request) }
        guard !request.variables.isEmpty else { throw .usage("name a variable: KEY=value, or --unset KEY") }
        request.message = message
        request.activate = !noActivate
        request.expect = try expect.map { text throws(CommandError) in try VersionText.parse(text, "--expect") }
        return request
    }

    private func set(_ key: String, _ value: String?, _ request: inout RotateRequest) throws(CommandError) {
        guard request.variables.updateValue(value, forKey: key) == nil else {
            throw .usage("\(Quoted.text(key)) is named twice")
        }
    }
}
