internal import CUV
internal import Glibc

/// A thread that runs one function; joined by whoever made it.
@safe package struct LoopThread: ~Copyable {
    /// Swift's deep call chains and OpenSSL fit into far less; wasm has stacks of its own.
    private static let stackBytes = 8 << 20

    private var thread = uv_thread_t()

    /// The function runs on the new thread at once.
    package init(_ body: @escaping @Sendable () -> Void) throws(LoopError) {
        let box = unsafe Unmanaged.passRetained(Box(body)).toOpaque()
        var options = uv_thread_options_t(
            flags: UV_THREAD_HAS_STACK_SIZE.rawValue, stack_size: LoopThread.stackBytes)
        let code = unsafe uv_thread_create_ex(
            &thread, &options, { unsafe Unmanaged<Box>.fromOpaque($0!).takeRetainedValue().body() }, box)
        if code < 0 {
            unsafe Unmanaged<Box>.fromOpaque(box).release()
            throw LoopError(operation: "create a thread", code: code)
        }
    }

    /// Waits for the function's end.
    package consuming func join() { _ = unsafe uv_thread_join(&thread) }

    /// Lets it end by itself, or with the process.
    package consuming func detach() { pthread_detach(thread) }

    /// Processors this process may use.
    package static var availableProcessors: Int {
        max(1, Int(uv_available_parallelism()))
    }

    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
