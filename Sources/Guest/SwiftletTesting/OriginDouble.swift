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

    /// What it says to a request, and how long that takes.
    struct Answer {
        let response: Result<Response, WorkerError>
        var delay = Duration.zero
    }

    private let answer: (Request) -> Answer
    private let received = Mutex<[Received]>([])

    // A message is memory that never changes, see above.
    private struct Received: @unchecked Sendable { let request: Request }

    private init(_ answer: @escaping (Request) -> Answer) {
        self.answer = answer
    }

    /// Answers every request with the same response.
    public static func returning(_ response: Response) -> OriginDouble {
        OriginDouble { _ in Answer(response: .success(response)) }
    }

    /// Answers no request.
    public static func failing(_ failure: Failure) -> OriginDouble {
        let error: WorkerError =
            switch failure {
            case .unreachable: .unreachable
            case .timeout: .timeout
            case .protocolViolation: .protocolViolation
            }
        return OriginDouble { _ in Answer(response: .failure(error)) }
    }

    /// Answers each request with what `answer` makes of it; what that throws, the worker gets.
    ///
    ///     .answering { request throws(WorkerError) in
    ///         if request.path == "/slow" { throw .timeout }
    ///         return .text(try request.body.text())
    ///     }
    public static func answering(_ answer: @escaping (Request) throws(WorkerError) -> Response) -> OriginDouble {
        OriginDouble { request in
            Answer(response: Result { () throws(WorkerError) -> Response in try answer(request) })
        }
    }

    /// Answers as `origin` does, but so much later: the worker's clock goes on by `delay` while it waits, and the test does
    /// not. A request whose deadline is shorter times out.
    ///
    ///     let host = TestHost(origins: ["stock": .after(.milliseconds(500), .returning(.text("7")))])
    public static func after(_ delay: Duration, _ origin: OriginDouble) -> OriginDouble {
        OriginDouble { request in
            var answer = origin.respond(to: request)
            answer.delay += delay
            return answer
        }
    }

    /// Answers by the path of the request; 404 for one that is not listed.
    ///
    ///     .paths(["/user": .returning(.text("ada")), "/orders": .failing(.timeout)])
    public static func paths(_ origins: [String: OriginDouble]) -> OriginDouble {
        OriginDouble { request in
            guard let origin = origins[request.path] else {
                return Answer(response: .success(Response(status: .notFound)))
            }
            return origin.respond(to: request)
        }
    }

    /// What it was asked so far, as it came over the wire: with the worker's changes, the body held.
    public var requests: [Request] { received.withLock { $0.map(\.request) } }

    func respond(to request: Request) -> Answer {
        let kept = Received(request: request)
        received.withLock { $0.append(kept) }
        return answer(request)
    }
}
