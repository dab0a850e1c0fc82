import HTTP
import Testing

@testable import Isolate
@testable import Wasm

/// A host for tests: one runtime for all of them, a pool per test, a plain request.
final class Host {
    static let runtime: IsolateRuntime? = {
        var settings = RuntimeSettings()
        settings.isolatesMax = 600
        return try? IsolateRuntime(settings)
    }()

    let runtime: IsolateRuntime
    let pool: IsolatePool

    convenience init() throws { try self.init(#require(Self.runtime)) }

    init(_ runtime: IsolateRuntime) throws {
        self.runtime = runtime
        pool = IsolatePool(runtime: runtime)
    }

    func deploy(
        _ text: String, limits: WorkerLimits = WorkerLimits(), origins: [String] = ["shop", "stock"],
        variables: [(String, String)] = [], secrets: [(String, SecretValue)] = []
    ) throws -> Deployment {
        try Deployment(
            name: "test", module: Module.bytes(fromText: text), runtime: runtime, limits: limits, origins: origins,
            variables: variables, secrets: secrets)
    }

    func start(
        _ deployment: Deployment, _ text: String = "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n", contentLength: Int64 = 0,
        in other: IsolatePool? = nil
    ) throws -> Isolate {
        var request = RequestHead()
        let bytes = Array(text.utf8)
        return unsafe try bytes.withUnsafeBytes { head in
            _ = unsafe try request.parse(head)
            return unsafe try Array("192.0.2.1".utf8).withUnsafeBytes { address in
                unsafe try (other ?? pool).start(
                    deployment, request, head: head, secure: true, clientAddress: address, requestID: address,
                    contentLength: contentLength)
            }
        }
    }

    /// Runs an isolate through its slices until it waits or ends.
    func settle(_ isolate: Isolate) -> Isolate.Step {
        while true {
            let step = isolate.run()
            guard case .yielded = step else { return step }
        }
    }

    /// The fault that a worker ends in.
    func fault(
        _ text: String, limits: WorkerLimits = WorkerLimits(), origins: [String] = ["shop", "stock"]
    ) throws -> Fault {
        let isolate = try start(deploy(text, limits: limits, origins: origins))
        defer { isolate.end() }
        _ = settle(isolate)
        guard case .failed(let fault) = isolate.outcome else {
            Issue.record("it did not fail: \(isolate.outcome)")
            return Fault(.trap, "none")
        }
        return fault
    }

    /// The body of a worker's answer.
    func body(_ deployment: Deployment) throws -> String {
        let isolate = try start(deployment)
        defer { isolate.end() }
        guard case .finished = settle(isolate), case .responded = isolate.outcome else {
            return "\(isolate.outcome)"
        }
        return unsafe String(decoding: isolate.message.body, as: UTF8.self)
    }
}

func text(_ bytes: UnsafeRawBufferPointer) -> String { unsafe String(decoding: bytes, as: UTF8.self) }

// The same as the server sees, as strings.

extension GuestMessage {
    var bodyText: String { unsafe text(body) }
    var targetText: String { unsafe text(target) }
    var methodText: String { unsafe text(method) }
}

extension GuestEdits.Edit {
    var nameText: String { unsafe text(name) }
    var valueText: String { unsafe text(value) }
}

extension Isolate {
    /// A response's head, as an origin's connection would hand it over.
    func answerHead(
        _ handle: Int32, _ text: String = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\n"
    ) throws -> Bool {
        var response = ResponseHead()
        return try unsafe Array(text.utf8).withUnsafeBytes { bytes in
            _ = try unsafe response.parse(bytes, requestMethod: .get)
            return unsafe responseHead(handle, response, bytes: bytes)
        }
    }

    func answerBody(_ handle: Int32, _ text: String) -> Bool {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe responseBody(handle, $0) }
    }

    func sendBody(_ text: String) -> Bool {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe requestBody($0) }
    }

    func bufferedText(_ handle: Int32) -> String { unsafe text(bufferedBody(handle)) }
}
