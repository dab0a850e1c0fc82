import Load
import Loop
import Server
import TLS
import Toolchain

/// A server that a load can go to. Ended by `stop`.
struct WallServer {
    var target: LoadTarget
    /// For `Host`.
    var authority: String
    /// What a URL's path begins with.
    var basePath: String
    fileprivate var child: BackgroundChild?

    func stop() { child?.end() }
}

/// Makes servers of what the user names: a child for a worker, nothing but an address for a URL.
struct WallServers {
    let generator: LoadGenerator
    let place: WallPlace
    /// Of the doubles of origins.
    let ports: [(name: String, port: UInt16)]
    let tls: Bool
    let verifiesCertificates: Bool

    /// A child may have a package to build and to compile first.
    private static let startMilliseconds = 600_000
    /// Lines of a server that are told when it has ended.
    private static let saidMost = 10

    func start(_ target: WallBench.Target) throws(LoadError) -> WallServer {
        switch target {
        case .worker(let path): try start(worker: path)
        case .url(let url): try reach(url)
        }
    }

    private func start(worker path: String) throws(LoadError) -> WallServer {
        var arguments = ["/proc/self/exe", "bench-server", path]
        if !tls { arguments.append("--cleartext") }
        for port in ports { arguments += ["--origin", "\(port.name)=\(port.port)"] }
        let started = place.asServer { () -> Result<BackgroundChild, ToolchainError> in
            do throws(ToolchainError) { return .success(try BackgroundChild(arguments)) } catch {
                return .failure(error)
            }
        }
        let child: BackgroundChild
        switch started {
        case .success(let made): child = made
        case .failure(let error): throw LoadError(.system, "cannot start a server: \(error)")
        }
        guard let line = child.line(containing: " listening on ", within: Self.startMilliseconds),
            let port = line.split(separator: ":").last.flatMap({ UInt16($0) }),
            let address = Address(host: "127.0.0.1", port: port)
        else {
            let ending = child.ending.map { "its server \($0) before it listened" } ?? "its server did not start"
            child.end()
            throw LoadError(.worker, "\(path): \(ending): \(Self.lastWords(child))")
        }
        let context = tls ? try makeContext("localhost", verifies: false) : nil
        var target = LoadTarget(name: path, address: address, tls: context, process: child.id)
        target.ending = {
            child.ending.map { "\(path): its server \($0) while it was measured: \(Self.lastWords(child))" }
        }
        target.said = { "its server: \(Self.lastWords(child))" }
        return WallServer(target: target, authority: "localhost", basePath: "", child: child)
    }

    /// What it said at its end.
    private static func lastWords(_ child: BackgroundChild) -> String {
        let said = child.said.suffix(saidMost)
        return said.isEmpty ? "it said nothing" : "it said at last:\n  " + said.joined(separator: "\n  ")
    }

    private func reach(_ text: String) throws(LoadError) -> WallServer {
        let url: OriginURL
        switch OriginURL.parse(text) {
        case .success(let parsed): url = parsed
        case .failure(let problem): throw LoadError(.request, "\(text) \(problem.text)")
        }
        let context = url.isEncrypted ? try makeContext(url.host, verifies: verifiesCertificates) : nil
        return WallServer(
            target: LoadTarget(name: text, address: try address(of: url), tls: context), authority: url.authority,
            basePath: url.basePath)
    }

    private func address(of url: OriginURL) throws(LoadError) -> Address {
        if let address = Address(host: url.host, port: url.port) { return address }
        var answer: Result<[Address], LoopError>?
        Resolver.resolve(url.host, port: url.port, on: generator.loop) { answer = $0 }
        while answer == nil {
            generator.loop.wait(nanoseconds: 10_000_000)
            generator.loop.turn()
        }
        switch answer {
        case .success(let addresses):
            guard let first = addresses.first else { throw LoadError(.target, "\(url.host) has no address") }
            return first
        case .failure(let error): throw LoadError(.target, "\(url.host): \(error)")
        case nil: throw LoadError(.target, "\(url.host) has no address")
        }
    }

    private func makeContext(_ name: String, verifies: Bool) throws(LoadError) -> TLSClientContext {
        do throws(TLSError) {
            return verifies
                ? try TLSClientContext(serverName: name, authorities: nil)
                : try TLSClientContext(unverifiedServerName: name)
        } catch {
            throw LoadError(.system, "\(error)")
        }
    }
}
