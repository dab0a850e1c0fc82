internal import Glibc
internal import Synchronization

/// Lets one thread wait until pieces of work on other threads are over, one way or another.
///
/// Each piece holds a `Token`; a token that is released counts, whether its work ran or was dropped. Lives as long as
/// somebody holds it or one of its tokens.
@safe final class Latch: @unchecked Sendable {
    // Sendable: a semaphore is made for several threads, and its address never changes.
    private let semaphore: UnsafeMutablePointer<sem_t>
    private let finished = Atomic(0)

    init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe semaphore.initialize(to: sem_t())
        _ = unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        _ = unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func token() -> Token { Token(self) }

    /// Waits for so many tokens to be released: how many of them said that their work ran.
    func wait(for count: Int) -> Int {
        for _ in 0..<count {
            while unsafe sem_wait(semaphore) != 0, errno == EINTR {}
        }
        return finished.load(ordering: .acquiring)
    }

    final class Token: Sendable {
        private let latch: Latch

        fileprivate init(_ latch: Latch) { self.latch = latch }

        deinit { _ = unsafe sem_post(latch.semaphore) }

        /// The work ran.
        func finish() { latch.finished.add(1, ordering: .releasing) }
    }
}
