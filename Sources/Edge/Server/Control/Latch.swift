internal import Loop
internal import Synchronization

/// Lets one thread wait until pieces of work on other threads are over, one way or another.
///
/// Each piece holds a `Token`; a token that is released counts, whether its work ran or was dropped. Lives as long as
/// somebody holds it or one of its tokens.
final class Latch: Sendable {
    private let semaphore = Semaphore()
    private let finished = Atomic(0)

    func token() -> Token { Token(self) }

    /// Waits for so many tokens to be released: how many of them said that their work ran.
    func wait(for count: Int) -> Int {
        for _ in 0..<count { semaphore.wait() }
        return finished.load(ordering: .acquiring)
    }

    final class Token: Sendable {
        private let latch: Latch

        fileprivate init(_ latch: Latch) { self.latch = latch }

        deinit { latch.semaphore.signal() }

        /// The work ran.
        func finish() { latch.finished.add(1, ordering: .releasing) }
    }
}
