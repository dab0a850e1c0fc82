internal import CUV

/// A loop that its owner turns, instead of `run`: for who must do something at a moment that libuv's milliseconds are too
/// coarse for. On the loop's thread.
extension Loop {
    /// Handles what has happened, and does not wait for more.
    package func turn() { _ = unsafe uv_run(pointer, UV_RUN_NOWAIT) }

    /// Sleeps until something is there for `turn` (a timer included), or `nanoseconds` have passed. Does not sleep where a
    /// handle was started since the last turn, which alone can tell the system about it.
    package func wait(nanoseconds: UInt64) {
        let timeout = unsafe uv_backend_timeout(pointer)
        let least = timeout < 0 ? nanoseconds : min(nanoseconds, UInt64(timeout) * 1_000_000)
        guard least > 0 else { return }
        var poller = pollfd(fd: unsafe uv_backend_fd(pointer), events: Int16(POLLIN), revents: 0)
        var time = timespec(tv_sec: Int(least / 1_000_000_000), tv_nsec: Int(least % 1_000_000_000))
        _ = unsafe ppoll(&poller, 1, &time, nil)
    }
}
