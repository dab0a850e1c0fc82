import ArgumentParser

/// The `swiftlet` command.
@main
struct Swiftlet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlet",
        abstract: "Serves Swift workers, each request in a sandbox of its own.",
        discussion: """
            EXAMPLES
              swiftlet new my-worker                      make a worker's package
              swiftlet dev                                serve it while you write it
              swiftlet build my-worker                    compile it to WebAssembly
              swiftlet serve                              serve what swiftlet.toml says
              swiftlet serve --config /etc/edge.toml --log-level debug
              swiftlet check                              look for mistakes, start nothing
              swiftlet invoke . --url /path               one request, without a server
              swiftlet inspect hello.wasm                 sizes, memory, what init() cost
              swiftlet doctor                             look for what this machine lacks
              swiftlet deploy my-worker                   into a running host
              swiftlet rollout shop v7=10 v6=90           who gets which version
              swiftlet rollback shop                      everybody gets the one before

            A configuration with one worker and one file (all keys: docs/configuration.md):

              [[listeners]]
              address = "0.0.0.0:8443"      # TLS; self-signed without certificates

              [workers.hello]
              path = "workers/hello"        # a SwiftPM package, or a .wasm file

              [[routes]]
              match = "*/*"                 # host/path; the most specific wins
              worker = "hello"

              [[routes]]
              match = "*/logo.svg"
              files = "public/logo.svg"

            EXIT CODES of serve (of the others: swiftlet help <subcommand>)
              0   stopped by SIGTERM or SIGINT, requests in flight finished
              64  wrong options
              71  the system refused: a port in use, a missing permission
              78  the configuration has mistakes: one line each, with file, line and key;
                  or a worker does not build or start
            """,
        version: version,
        subcommands: [
            New.self, Build.self, Dev.self, Serve.self, Check.self, Invoke.self, Inspect.self, BenchCommand.self,
            BenchServer.self, Doctor.self,
        ],
        groupedSubcommands: [
            CommandGroup(
                name: "Running hosts",
                subcommands: [
                    DeployCommand.self, Versions.self, Rollout.self, Shadow.self, Promote.self, Rollback.self,
                    Workers.self, Delete.self, Status.self, Tail.self, Explain.self, Apply.self, Rotate.self,
                    Override.self, Keygen.self,
                ])
        ])

    /// Raised with each release; CHANGELOG.md has the same number.
    static let version = "0.1.0"

    /// Runs what the command line says, and ends the process where that fails.
    static func main() {
        do {
            if let serve = Serve.alone(CommandLine.arguments.dropFirst()) { return try serve.run() }
            var command = try parseAsRoot()
            try command.run()
        } catch {
            UsageError(error)?.end()
            exit(withError: error)
        }
    }
}
