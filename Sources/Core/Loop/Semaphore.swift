internal import Glibc

/// Counts what is there to be had; one thread waits, any thread adds. Freed with its last reference.
///
/// For threads that may block: never for a loop's.
@safe package final class Semaphore: @unchecked Sendable {
    // Sendable: a semaphore is made for several threads, and its address never changes.
    private let pointer: UnsafeMutablePointer<sem_t>

    package init() {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: sem_t())
        _ = unsafe sem_init(pointer, 0, 0)
    }

    deinit {
        _ = unsafe sem_destroy(pointer)
        unsafe pointer.deallocate()
    }

    package func signal() { _ = unsafe sem_post(pointer) }

    package func wait() {
        while unsafe sem_wait(pointer) != 0, errno == EINTR {}
    }
}
