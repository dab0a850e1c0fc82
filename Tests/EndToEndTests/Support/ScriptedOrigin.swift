import Foundation
import Synchronization

/// An origin that does what its script says, misbehaviour included, and remembers what it was sent.
///
/// One thread accepts, one per connection serves; all end when the origin is released.
final class ScriptedOrigin {
    /// Called for each request, on its connection's thread; sends what it likes. The connection goes on afterwards
    /// unless the script closed it; an error closes it too.
    typealias Script = @Sendable (OriginExchange) throws -> Void

    private let listener: Socket
    private let memory = OriginMemory()
    let port: UInt16

    init(_ script: @escaping Script) throws {
        (listener, port) = try Socket.listen()
        Thread.detachNewThread { [listener, memory] in
            while let socket = listener.accept() {
                let number = memory.remember(socket)
                Thread.detachNewThread { serve(socket, number, memory, script) }
            }
        }
    }

    deinit {
        listener.interrupt()
        memory.forgetConnections()
    }

    var requests: [OriginRequest] { memory.state.withLock { $0.requests } }

    /// How many connections it has accepted.
    var connectionCount: Int { memory.state.withLock { $0.accepted } }

    /// How many of them are open now.
    var openConnectionCount: Int { memory.state.withLock { $0.connections.count } }

    /// A `[origins.NAME]` section that points here.
    func section(_ name: String, settings: String = "") -> String {
        """
        [origins.\(name)]
        url = "http://127.0.0.1:\(port)"
        \(settings)

        """
    }

    /// That section, and a route that proxies everything to it.
    func proxied(settings: String = "") -> String {
        section("origin", settings: settings) + """
            [[routes]]
            match = "*/*"
            origin = "origin"
            """
    }
}

/// What an origin's threads share.
private final class OriginMemory: Sendable {
    struct State {
        var requests: [OriginRequest] = []
        var connections: [Socket] = []
        var accepted = 0
    }

    let state = Mutex(State())

    /// The connection's number.
    func remember(_ socket: Socket) -> Int {
        state.withLock { state in
            state.connections.append(socket)
            state.accepted += 1
            return state.accepted
        }
    }

    func forgetConnections() {
        for socket in state.withLock({ $0.connections }) { socket.interrupt() }
    }
}

private func serve(_ socket: Socket, _ number: Int, _ memory: OriginMemory, _ script: ScriptedOrigin.Script) {
    let connection = OriginConnection(socket, number: number)
    while !connection.isOver, let request = connection.nextRequest() {
        memory.state.withLock { $0.requests.append(request) }
        guard (try? script(OriginExchange(request: request, connection: connection))) != nil else { break }
    }
    memory.state.withLock { state in state.connections.removeAll { $0 === socket } }
    socket.close()
}
