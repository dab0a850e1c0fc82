import Foundation
import Synchronization

/// Calls of the admin API made at the same time, each on a thread of its own, and what was answered.
final class Answers: Sendable {
    private let state = Mutex((started: 0, answers: [(Int, AdminAPI.Answer)](), errors: [String]()))

    func add(_ call: @escaping @Sendable () throws -> AdminAPI.Answer) {
        let number = state.withLock { state in
            state.started += 1
            return state.started - 1
        }
        Thread.detachNewThread { [self] in
            let result = Result { try call() }
            state.withLock { state in
                switch result {
                case .success(let answer): state.answers.append((number, answer))
                case .failure(let error): state.errors.append("\(error)")
                }
            }
        }
    }

    /// Until all have one.
    func wait() throws {
        try waitUntil(seconds: 60, "all calls are answered") {
            state.withLock { $0.answers.count + $0.errors.count == $0.started }
        }
        let errors = state.withLock { $0.errors }
        guard errors.isEmpty else { throw EndToEndError(errors.joined(separator: "; ")) }
    }

    /// With the number of the call.
    var numbered: [(Int, AdminAPI.Answer)] { state.withLock { $0.answers } }
    var all: [AdminAPI.Answer] { numbered.map(\.1) }
}
