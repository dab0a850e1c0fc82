import ArgumentParser
import HTTP
import Isolate
import Rehearsal
import Server
import Toolchain

/// `swiftlet invoke`
struct Invoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send one request to a worker, without a server or a network.",
        discussion: """
            WORKER is a package (built first, when a source is newer than its module) or a
            .wasm file. The request goes through a sandbox as the server would make it,
            with the limits, variables, secrets and origins of the package's
            swiftlet.toml.

            Standard output has the answer: status line, fields, body, byte for byte. (Date
            and Connection, which belong to a connection, are left out.) Standard error has
            the worker's log, the requests that it sent, and what the run cost. When the
            worker fails: why, the line of the source, the stack, the limit and its key.

            Origins are doubles: --origin shop=200:hello answers every request to "shop".
            One without a double cannot be reached.

            EXAMPLES
              swiftlet invoke workers/hello
              swiftlet invoke . --url 'https://shop.example/cart?x=1' --header 'A: b'
              swiftlet invoke . --method PUT --data @photo.jpg --repeat 1000
              swiftlet invoke . --origin shop=200:hello --origin stock=@stock.http
              swiftlet invoke .build/workers/hello.wasm --json | jq .cpu

            EXIT CODES
              0   the worker answered, whatever the status
              1   the worker failed: it trapped, threw, hit a limit, or answered nonsense
              64  wrong options, or a request that the server would refuse
              65  the package does not compile, or the module is no worker
              69  the Swift toolchain is missing
              71, 74  the system refused: memory, a full disk
              78  the package's swiftlet.toml has mistakes
              130 Ctrl-C while the package was built
            """)

    @Argument(help: ArgumentHelp("A worker's package, or its .wasm file.", valueName: "worker"))
    var worker: String

    @Option(name: [.long, .customShort("X")], help: "Default: GET, with data POST.")
    var method: String?

    @Option(
        name: [.long, .customShort("H")],
        help: ArgumentHelp("A field of the request; any number of times.", valueName: "'name: value'"))
    var header: [String] = []

    @Option(
        name: [.long, .customShort("d")],
        help: ArgumentHelp("The body: text, @file, or - for standard input.", valueName: "text|@file|-"))
    var data: String?

    @Option(help: ArgumentHelp("A path, or a whole URL.", valueName: "url"))
    var url = "/"

    @Option(
        help: ArgumentHelp(
            "What an origin answers; @file holds a body, or a whole response that begins with HTTP/.",
            valueName: "name=status[:body]|name=@file"))
    var origin: [String] = []

    @Option(help: ArgumentHelp("A variable of the worker; before swiftlet.toml's.", valueName: "name=value"))
    var env: [String] = []

    @Option(
        help: ArgumentHelp("A secret of the worker, read from a file; before swiftlet.toml's.", valueName: "name=file"))
    var secret: [String] = []

    @Option(help: ArgumentHelp("Run it so many times more, for the CPU time of a warm run.", valueName: "times"))
    var `repeat` = 0

    @Flag(help: "Print one JSON object on standard output instead.")
    var json = false

    @Flag(help: "Print requests to origins whole.")
    var verbose = false

    func validate() throws {
        guard 0...1_000_000 ~= self.repeat else { throw ValidationError("--repeat takes 0 to 1000000") }
    }

    func run() throws {
        let hasFailed: Bool
        do throws(CommandError) {
            let report = try makeReport()
            hasFailed = report.hasFailed
            if json {
                printLine(report.object.text)
            } else {
                printError(report.text(verbose: verbose))
                try LocalFile.write(report.answerBytes, to: 1)
            }
        } catch {
            throw error.printed(by: "invoke", json: json)
        }
        if hasFailed { throw ExitCode(1) }
    }

    private func makeReport() throws(CommandError) -> InvokeReport {
        let doubles = try origin.map { text throws(CommandError) in try OriginDouble(text) }
        let variables = try env.map { text throws(CommandError) in try Self.variable(text) }
        let secrets = try secret.map { text throws(CommandError) in try Self.secret(text) }
        let target = try WorkerTarget.load(worker)
        let headLimits = target.headLimits
        let request = try WorkerRequest(method: method, url: url, headers: header, data: data, limits: headLimits)
        let names = try target.originNames(doubles, "--origin")
        let counts = HostCallCounts()
        do throws(IsolateError) {
            let runtime = try IsolateRuntime(target.runtimeSettings, counting: counts)
            let kept = (target.worker?.variables ?? []).filter { pair in !variables.contains { $0.0 == pair.name } }
            let keptSecrets = (target.worker?.secrets ?? []).filter { pair in !secrets.contains { $0.0 == pair.name } }
            let deployment = try Deployment(
                name: target.name, module: target.module, runtime: runtime, limits: target.limits, origins: names,
                variables: kept.map { ($0.name, $0.value) } + variables,
                secrets: keptSecrets.map { ($0.name, $0.value) } + secrets)
            let runner = WorkerRunner(
                deployment: deployment, pool: IsolatePool(runtime: runtime), request: request, limits: headLimits,
                doubles: doubles)
            var report = InvokeReport(
                target, deployment, request, run: try runner.run(), calls: counts.byName,
                isConfigured: target.config != nil)
            for _ in 0..<self.repeat {
                let run = try runner.run()
                report.warm.append(run.cpu)
                if run.hasFailed { report.warmFailures += 1 }
            }
            return report
        } catch {
            guard let fault = error.fault else { throw target.commandError(error) }
            printError(FailureReport(fault, target, step: "its initialisation").text)
            throw CommandError(1, "worker \(target.name) failed in its initialisation")
        }
    }

    private static func variable(_ text: String) throws(CommandError) -> (String, String) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw .usage("--env \(text): write NAME=VALUE")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    private static func secret(_ text: String) throws(CommandError) -> (String, SecretValue) {
        // Not said back: who forgets the file's name has put the secret there.
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw .usage("--secret: write NAME=FILE")
        }
        do throws(SecretSource.Problem) {
            return (String(text[..<equals]), try SecretSource.file(String(text[text.index(after: equals)...])))
        } catch {
            throw .usage("--secret \(text[..<equals]): the file \(error.text)")
        }
    }
}
