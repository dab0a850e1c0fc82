internal import CUV

/// One event loop, run by one thread.
///
/// Lifetime rules, as libuv has them:
/// 1. Everything that belongs to a loop is used on the loop's thread only; `post` alone may be called from others.
/// 2. A handle lives until its close callback ran; Swift objects that own one keep themselves alive until then.
/// 3. `run` returns when no handle is open any more, or after `stop`.
/// 4. The read buffer is shared by all streams of the loop: bytes given to a `received` event are gone when it returns.
@safe package final class Loop {
    /// Bytes read from one socket at most in one go; also what a stream can hold undelivered.
    package static let readBytesMax = 256 << 10

    let pointer: UnsafeMutablePointer<uv_loop_t>
    let readBuffer: UnsafeMutablePointer<CChar>
    private var wakeup: Wakeup?
    private var heldAt = UInt64.max

    package init() throws(LoopError) {
        unsafe pointer = .allocate(capacity: 1)
        unsafe readBuffer = .allocate(capacity: Loop.readBytesMax)
        try LoopError.check(unsafe uv_loop_init(pointer), "uv_loop_init")
        unsafe pointer.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        wakeup = try Wakeup(loop: self)
    }

    deinit {
        unsafe uv_loop_close(pointer)
        unsafe pointer.deallocate()
        unsafe readBuffer.deallocate()
    }

    /// Milliseconds on a clock that only goes forward, read once per turn of the loop.
    package var now: UInt64 { unsafe uv_now(pointer) }

    /// Patient streams are not read any more among the events of this moment: others have their turn first.
    package func holdBack() { heldAt = now }

    var holdsBack: Bool { heldAt != .max && heldAt == now }

    /// Turns until nothing is open any more, or `stop`.
    package func run() { _ = unsafe uv_run(pointer, UV_RUN_DEFAULT) }

    /// Lets `run` return at the end of this turn.
    package func stop() { unsafe uv_stop(pointer) }

    /// Runs `action` on the loop's thread, soon. May be called from any thread; the only thing that may.
    package func post(_ action: @escaping @Sendable () -> Void) { wakeup?.post(action) }

    /// Closes what the loop itself keeps open, so that `run` can return once all streams and timers are closed.
    package func closeOwnHandles() {
        wakeup?.close()
    }

    /// The wake-up may be used from other threads: see `Wakeup`.
    package var poster: Poster? { wakeup.map(Poster.init) }

    /// The loop a handle belongs to.
    static func of(_ handle: UnsafeRawPointer) -> Unmanaged<Loop> {
        unsafe Unmanaged<Loop>.fromOpaque(swiftlet_uv_loop_of(handle).pointee.data)
    }
}
