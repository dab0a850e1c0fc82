import Admin
import ArgumentParser

/// `swiftlet deploy`
struct DeployCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Put a new version of a worker into a running host.",
        discussion: """
            SOURCE is a package (built first, when a source is newer than its module) or a
            .wasm file. What is sent is a bundle: the module, with its name, the smoke
            requests of the package's worker.toml, and who built it from which commit.

            The host checks it, runs its init(), compiles and stores it, sends it the smoke
            requests, and only then lets it answer. What fails at any step changes nothing.
            Requests in flight finish on the version that they began with.

            EXAMPLES
              swiftlet deploy                               the package in this directory
              swiftlet deploy workers/shop --message 'Sell tea'
              swiftlet deploy shop.wasm --name shop --no-activate
              swiftlet deploy --expect v6                   only if v6 answers now
              swiftlet deploy --sign key.pem                for hosts that want signatures

            EXIT CODES (of all commands that ask a host)
              0   done, or there was such a version already
              1   the host refused: a step of the deploy failed, no such worker or version
              64  wrong options
              65  the package does not compile, the module is no worker, or the key is none
              69  no host answers, or the Swift toolchain is missing
              74  the system refused, here or at the host: a full disk
              75  something changed meanwhile, or the host is busy: look, and try again
              76  the host speaks another version of the API
              77  the host does not let you, or wants another signature
              78  worker.toml or swiftlet.toml has mistakes
            """)

    @Argument(help: ArgumentHelp("A worker's package, or its .wasm file.", valueName: "source"))
    var source = "."

    @Option(help: ArgumentHelp("Default: the name that the bundle, the package or the file has.", valueName: "worker"))
    var name: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Why, for whoever looks at the versions.", valueName: "text"))
    var message: String?

    @Option(help: ArgumentHelp("Of which commit; default: what git says of the package.", valueName: "commit"))
    var commit: String?

    @Flag(help: "Keep it ready without requests, for a rollout.")
    var noActivate = false

    @Option(help: ArgumentHelp("Only if this version is the baseline now.", valueName: "vN"))
    var expect: String?

    @Option(help: ArgumentHelp("Sign the bundle with this key, of swiftlet keygen.", valueName: "file"))
    var sign: String?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("deploy") { client throws(CommandError) in
            let expected = try expect.map { text throws(CommandError) in try VersionText.parse(text, "--expect") }
            let made = try BundleSource.load(source, .init(name: name, commit: commit, signingKey: sign))
            try VersionText.checkWorker(made.name)
            var request = DeployRequest(worker: made.name, bundle: made.bundle)
            request.message = message
            request.commit = commit
            request.author = made.author
            request.activate = !noActivate
            request.expect = expected
            let display = DeployDisplay(isQuiet: host.json)
            defer { display.end() }
            let result = try asked { () throws(AdminClientError) in
                try client.deploy(request) { display.show($0) }
            }
            display.end()
            host.show(result) { DeployDisplay.text(result) }
        }
    }
}
