public import Swiftlet
internal import Synchronization

/// What stands in for an origin in a worker's unit test, and remembers what it was asked.
///
///     let shop = OriginDouble.returning(.text("soap"))
///     _ = try Storefront().respond(to: Request("/"), origins: ["shop": shop])
///     #expect(shop.requests.first?.headers["X-Bucket"] == "A")
///
/// It answers in the order in which requests are sent, each at once: the answer is held back until the worker waits
/// for it. A double may serve several tests, and then remembers the requests of all of them.
// Unchecked: bodies and heads are memory that never changes, `answer` runs on the test's own task, the list has a lock.
public final class OriginDouble: @unchecked Sendable {
    /// Why there is no answer: what `WorkerError` calls so.
    public enum Failure: Sendable { case unreachable, timeout, protocolViolation }

    private let answer: (Request) throws(WorkerError) -> Response
    private let received = Mutex<[Received]>([])

    // A message is memory that never changes, see above.
    private struct Received: @unchecked Sendable { let request: Request }

    private init(_ answer: @escaping (Request) throws(WorkerError) -> Response) {
        self.answer = answer
    }

    /// Answers every request with the same response.
    public static func returning(_ response: Response) -> OriginDouble {
        OriginDouble { _ in response }
    }

    /// Answers no request.
    public static func failing(_ failure: Failure) -> OriginDouble {
        OriginDouble { _ throws(WorkerError) in
            switch failure {
            case .unreachable: throw .unreachable
            case .timeout: throw .timeout
            case .protocolViolation: throw .protocolViolation
            }
        }
    }

    /// Answers each request with what `answer` makes of it; what that throws, the worker gets.
    ///
    ///     .answering { request throws(WorkerError) in
    ///         if request.path == "/slow" { throw .timeout }
    ///         return .text(try request.body.text())
    ///     }
    public static func answering(_ answer: @escaping (Request) throws(WorkerError) -> Response) -> OriginDouble {
        OriginDouble(answer)
    }

    /// What it was asked so far, as it came over the wire: with the worker's changes, the body held.
    public var requests: [Request] { received.withLock { $0.map(\.request) } }

    func respond(to request: Request) throws(WorkerError) -> Response {
        let kept = Received(request: request)
        received.withLock { $0.append(kept) }
        return try answer(request)
    }
}
