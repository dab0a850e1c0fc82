@testable import Swiftlet

/// A client's request as a worker gets it: fields stay where the host wrote them.
func received(
    _ target: String = "/", method: HTTPRequest.Method = .get, headers: [(String, String)] = [],
    authority: String = "localhost", clientAddress: String = "127.0.0.1"
) -> Request {
    var head = NativeHead()
    head.method = method.rawValue
    head.target = target
    head.authority = authority
    head.clientAddress = clientAddress
    head.fields = headers.map { name, value in (name, value) }
    return Request(block: head.block())
}

/// A worker that is a closure.
struct Probe: Worker {
    var probe: (Request, Env) throws(WorkerError) -> Response = { _, _ in .text("unused") }

    init() {}

    init(_ probe: @escaping (Request, Env) throws(WorkerError) -> Response) {
        self.probe = probe
    }

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        try probe(request, env)
    }
}
