import Foundation
import Synchronization

/// Clients that ask one after another, each on a connection that it keeps, until they are told to end.
final class Load: Sendable {
    struct Counts {
        /// By what the answers said.
        var answers: [String: Int] = [:]
        /// Answers that were not 200, and requests without one.
        var failures: [String] = []

        var all: Int { answers.values.reduce(0, +) + failures.count }
    }

    private let counts = Mutex(Counts())
    private let isEnding = Atomic(false)
    private let running: Atomic<Int>
    private let next = Atomic(0)
    private let request: @Sendable (Int) -> String

    /// - Parameter request: a request's head by its number, without its end.
    init(
        port: UInt16, clients: Int,
        _ request: @escaping @Sendable (Int) -> String = { "GET /\($0) HTTP/1.1\r\nHost: localhost\r\n" }
    ) {
        running = Atomic(clients)
        self.request = request
        for _ in 0..<clients { Thread.detachNewThread { [self] in run(port) } }
    }

    var seen: Counts { counts.withLock { $0 } }

    /// Waits until so many more were answered.
    func wait(for more: Int) throws {
        let goal = seen.all + more
        try waitUntil(seconds: 60, "\(more) more requests are answered") { seen.all >= goal }
    }

    /// Waits for all that are under way.
    @discardableResult
    func end() throws -> Counts {
        isEnding.store(true, ordering: .relaxed)
        try waitUntil("the clients end") { running.load(ordering: .relaxed) == 0 }
        return seen
    }

    private func run(_ port: UInt16) {
        defer { running.subtract(1, ordering: .relaxed) }
        var client: RawClient?
        while !isEnding.load(ordering: .relaxed) {
            do {
                let present = try client ?? RawClient(over: .connect(port: port))
                client = present
                try present.send(request(next.add(1, ordering: .relaxed).oldValue) + "\r\n")
                let response = try present.response()
                if response["Connection"] == "close" { client = nil }
                counts.withLock { counts in
                    if response.status == 200 {
                        counts.answers[response.text, default: 0] += 1
                    } else {
                        counts.failures.append("\(response.status) \(response.text)")
                    }
                }
            } catch {
                client = nil
                counts.withLock { $0.failures.append("\(error)") }
            }
        }
    }
}
