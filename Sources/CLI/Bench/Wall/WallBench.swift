import Bench
import Load
import Loop
import Rehearsal
import TLS
import Toolchain

/// The half of `swiftlet bench` that looks at the clock: loads on a server, and what they come to.
struct WallBench {
    /// What is measured.
    enum Target {
        /// A package or a .wasm file: a server is started for it, beside this process.
        case worker(path: String)
        /// `http://…` or `https://…`: a server that somebody else runs.
        case url(String)

        var name: String {
            switch self {
            case .worker(let path): path
            case .url(let url): url
            }
        }

        /// As the user names it on the command line.
        init(_ text: String) {
            self = text.hasPrefix("http://") || text.hasPrefix("https://") ? .url(text) : .worker(path: text)
        }
    }

    /// One request of the suite.
    struct Case {
        var name: String
        var method = "GET"
        /// A path with its query, or a whole URL, of which the host goes into `Host`.
        var url = "/"
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var expectedStatus: Int?
        var bodyContains = ""
    }

    /// What stands for an origin, where a worker is measured.
    struct Double {
        var name: String
        /// Head and body, with a `Content-Length`.
        var response: [UInt8]
        var delay = Duration.zero
    }

    var target: Target
    /// Two versions in turns: `target` is B, this is A, what it is compared with.
    var against: Target?
    var cases: [Case]
    var doubles: [Double] = []
    var settings: WallSettings
    /// Certificates of `https` URLs are looked at.
    var verifiesCertificates = true

    /// Adds what it finds to `run`. Blocks for as long as it takes; shows on a terminal how far it is.
    func run(into run: inout BenchRun) throws(CommandError) {
        Signal.prepareProcess()
        let place = WallPlace()
        var startsServer = false
        if case .worker = target { startsServer = true }
        run.notes.append(place.remark(startsServer: startsServer))
        let terminal = Terminal()
        do throws(LoadError) {
            let generator = LoadGenerator(loop: try Self.makeLoop(), hasOwnProcessor: place.areApart)
            let measurement = WallMeasurement(generator: generator, settings: settings) { terminal.progress($0) }
            defer { terminal.clearProgress() }
            let origins = try doubles.map { double throws(LoadError) in
                (
                    name: double.name,
                    origin: try MockOrigin(
                        loop: generator.loop, response: double.response, delay: double.delay)
                )
            }
            defer { for origin in origins { origin.origin.close() } }
            let servers = WallServers(
                generator: generator, place: place, ports: origins.map { ($0.name, $0.origin.address.port) },
                tls: settings.tls, verifiesCertificates: verifiesCertificates)
            if let against {
                try compare(servers, measurement, against, &run)
            } else {
                try measure(servers, measurement, &run)
            }
        } catch {
            terminal.clearProgress()
            throw CommandError(error)
        }
    }

    private func measure(
        _ servers: WallServers, _ measurement: WallMeasurement, _ run: inout BenchRun
    ) throws(LoadError) {
        let server = try servers.start(target)
        defer { server.stop() }
        for item in cases {
            let request = try makeRequest(item, authority: server.authority, basePath: server.basePath)
            run.wall.append(try measurement.measure(item.name, request, line: item.line, on: server.target))
            guard let range = settings.sweep else { continue }
            run.sweeps.append(
                try measurement.sweep(item.name, request, on: server.target, from: range.from, to: range.to))
        }
    }

    private func compare(
        _ servers: WallServers, _ measurement: WallMeasurement, _ against: Target, _ run: inout BenchRun
    ) throws(LoadError) {
        // The first pair tells what the requests look like, and builds what has to be built.
        let first = try servers.start(target)
        let (authority, basePath) = (first.authority, first.basePath)
        first.stop()
        for item in cases {
            let request = try makeRequest(item, authority: authority, basePath: basePath)
            var pair: [WallServer] = []
            let compared = ComparedServers(names: (against.name, target.name)) { round throws(LoadError) in
                // Who is started first may get the better memory: in turns.
                var a: WallServer?
                if round % 2 == 0 { a = try servers.start(against) }
                if let a { pair.append(a) }
                let b = try servers.start(target)
                pair.append(b)
                let other: WallServer
                if let a {
                    other = a
                } else {
                    other = try servers.start(against)
                    pair.append(other)
                }
                return (other.target, b.target)
            } stop: {
                for server in pair { server.stop() }
                pair = []
            }
            defer { compared.stop() }
            let found = try measurement.compare(item.name, request, line: item.line, compared)
            run.comparisons += found.comparisons
            run.wall += found.cases
        }
    }

    private func makeRequest(_ item: Case, authority: String, basePath: String) throws(LoadError) -> LoadRequest {
        let parts: URLParts
        do throws(RehearsalError) { parts = try URLParts(item.url) } catch {
            throw LoadError(.request, "case \(item.name): \(CommandError(error).message)")
        }
        let target = basePath.isEmpty ? parts.target : basePath + (parts.target == "/" ? "" : parts.target)
        return try LoadRequest(
            method: item.method, target: target, authority: item.url.hasPrefix("/") ? authority : parts.authority,
            fields: item.headers, body: item.body, closes: settings.opensConnections,
            expectation: LoadRequest.Expectation(
                status: item.expectedStatus, bodyContains: Array(item.bodyContains.utf8)))
    }

    private static func makeLoop() throws(LoadError) -> Loop {
        do throws(LoopError) { return try Loop() } catch { throw LoadError(.system, "\(error)") }
    }
}

extension WallBench.Case {
    /// For people: "GET /cart?x=1".
    var line: String { "\(method) \(url)" }
}

extension CommandError {
    init(_ error: LoadError) {
        let code: Int32 =
            switch error.kind {
            case .answer: 1
            case .request: 64
            case .worker: 65
            case .target: 69
            case .system: 71
            }
        self.init(code, error.description)
    }
}
