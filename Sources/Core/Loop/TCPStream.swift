internal import CUV
internal import Glibc

/// What a stream tells its owner. Plain C functions and a context pointer: no closure, no existential and no
/// reference counting per event (a closure costs 12 ns each time, this 2-3).
///
/// The context is the owner, unretained: the owner keeps itself alive until `closed`.
@safe package struct StreamEvents {
    package typealias Context = UnsafeMutableRawPointer

    /// Bytes arrived; valid during the call.
    package var received: @convention(c) (Context, UnsafeRawPointer, Int) -> Void
    /// The peer sent its last byte (0) or reading failed (libuv's code). No `received` comes after it.
    package var ended: @convention(c) (Context, Int32) -> Void
    /// Everything queued was handed to the kernel (0), or writing failed (libuv's code).
    package var drained: @convention(c) (Context, Int32) -> Void
    /// An outgoing connection stands (0) or failed (libuv's code).
    package var connected: @convention(c) (Context, Int32) -> Void
    /// The handle is gone; the last event.
    package var closed: @convention(c) (Context) -> Void

    package init(
        received: @escaping @convention(c) (Context, UnsafeRawPointer, Int) -> Void,
        ended: @escaping @convention(c) (Context, Int32) -> Void,
        drained: @escaping @convention(c) (Context, Int32) -> Void,
        connected: @escaping @convention(c) (Context, Int32) -> Void,
        closed: @escaping @convention(c) (Context) -> Void
    ) {
        unsafe self.received = received
        unsafe self.ended = ended
        unsafe self.drained = drained
        unsafe self.connected = connected
        unsafe self.closed = closed
    }

    /// For a stream that is only opened to be closed.
    static let none = unsafe StreamEvents(
        received: { _, _, _ in }, ended: { _, _ in }, drained: { _, _ in }, connected: { _, _ in }, closed: { _ in })
}

/// One TCP connection, incoming or outgoing, on one loop's thread.
///
/// It keeps itself alive from `init` until the close callback ran. `close` may be called at any time, once or often.
@safe package final class TCPStream {
    let handle: UnsafeMutablePointer<uv_tcp_t>
    fileprivate let events: StreamEvents
    fileprivate let context: StreamEvents.Context
    package private(set) var isClosing = false
    package private(set) var isReading = false
    /// What comes stays in the kernel for a moment after `Loop.holdBack`.
    package var isPatient = false
    /// Bytes accepted by `send` that the kernel has not taken yet.
    package fileprivate(set) var queuedBytes = 0

    private var acceptedBytes = 0

    /// Bytes that the peer has acknowledged since the connection was made. A system call.
    package var takenBytes: Int { acceptedBytes - untakenBytes }

    /// Bytes accepted by `send` that the peer has not acknowledged, the kernel's included: falls while the peer takes its
    /// bytes, however slowly. A system call.
    package var untakenBytes: Int {
        var descriptor: uv_os_fd_t = -1
        var inKernel: Int32 = 0
        if unsafe uv_fileno(swiftlet_uv_handle(handle), &descriptor) == 0 {
            _ = unsafe ioctl(descriptor, UInt(TIOCOUTQ), &inKernel)
        }
        return unsafe uv_stream_get_write_queue_size(swiftlet_uv_stream(handle)) + Int(inKernel)
    }

    package init(loop: Loop, events: StreamEvents, context: StreamEvents.Context) throws(LoopError) {
        unsafe handle = .allocate(capacity: 1)
        self.events = events
        unsafe self.context = context
        let code = unsafe uv_tcp_init(loop.pointer, handle)
        if code < 0 {
            unsafe handle.deallocate()
            throw LoopError(operation: "uv_tcp_init", code: code)
        }
        unsafe swiftlet_uv_set_data(handle, Unmanaged.passRetained(self).toOpaque())
    }

    /// Begins to deliver `received` and `ended`.
    package func startReading() {
        guard !isReading, !isClosing else { return }
        isReading = unsafe uv_read_start(swiftlet_uv_stream(handle), onAllocate, onRead) == 0
    }

    /// Stops delivering: the kernel's receive window then slows the peer down.
    package func stopReading() {
        guard isReading else { return }
        isReading = false
        _ = unsafe uv_read_stop(swiftlet_uv_stream(handle))
    }

    /// Sends small packets at once: a head and its body are written together anyway, and Nagle would add 40 ms.
    package func setNoDelay() { _ = unsafe uv_tcp_nodelay(handle, 1) }

    /// Writes as much as the kernel takes now and queues a copy of the rest (`queuedBytes`, then `drained`).
    /// False when the connection is broken: the owner should close it.
    package func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !isClosing else { return false }
        var sent = 0
        if queuedBytes == 0 {
            // uv_try_write first: uv_write costs an epoll_ctl each time.
            var buffer = unsafe uv_buf_t(
                base: UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self)),
                len: bytes.count)
            let result = unsafe uv_try_write(swiftlet_uv_stream(handle), &buffer, 1)
            if result >= 0 {
                sent = Int(result)
                acceptedBytes += sent
                if sent == bytes.count { return true }
            } else if result != UV_EAGAIN.rawValue {
                return false
            }
        }
        guard unsafe queue(UnsafeRawBufferPointer(rebasing: bytes[sent...])) else { return false }
        acceptedBytes += bytes.count - sent
        return true
    }

    /// Says that no byte follows (TCP FIN) once the queue is written.
    package func shutdown() {
        guard !isClosing else { return }
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        let code = unsafe uv_shutdown(request, swiftlet_uv_stream(handle)) { request, _ in unsafe request?.deallocate()
        }
        if code < 0 { unsafe request.deallocate() }
    }

    package func close() {
        guard !isClosing else { return }
        isClosing = true
        isReading = false
        unsafe uv_close(swiftlet_uv_handle(handle), onStreamClosed)
    }

    private func queue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let write = unsafe PendingWrite.make(copying: bytes)
        var buffer = unsafe uv_buf_t(base: PendingWrite.payload(write), len: bytes.count)
        let code = unsafe uv_write(write, swiftlet_uv_stream(handle), &buffer, 1, onWritten)
        if code < 0 {
            unsafe free(write)
            return false
        }
        unsafe PendingWrite.setCount(write, bytes.count)
        queuedBytes += bytes.count
        return true
    }
}

/// A queued write: libuv's request, the byte count, then the bytes, in one malloc.
private enum PendingWrite {
    private static let headerBytes = (unsafe MemoryLayout<uv_write_t>.size + 8 + 15) & ~15

    static func make(copying bytes: UnsafeRawBufferPointer) -> UnsafeMutablePointer<uv_write_t> {
        let block = unsafe malloc(headerBytes + bytes.count)!
        if let base = bytes.baseAddress { unsafe memcpy(block + headerBytes, base, bytes.count) }
        return unsafe block.assumingMemoryBound(to: uv_write_t.self)
    }

    static func payload(_ write: UnsafeMutablePointer<uv_write_t>) -> UnsafeMutablePointer<CChar> {
        unsafe (UnsafeMutableRawPointer(write) + headerBytes).assumingMemoryBound(to: CChar.self)
    }

    static func setCount(_ write: UnsafeMutablePointer<uv_write_t>, _ count: Int) {
        unsafe (UnsafeMutableRawPointer(write) + MemoryLayout<uv_write_t>.size).storeBytes(of: count, as: Int.self)
    }

    static func count(_ write: UnsafeMutablePointer<uv_write_t>) -> Int {
        unsafe (UnsafeRawPointer(write) + MemoryLayout<uv_write_t>.size).load(as: Int.self)
    }
}

private let onAllocate: uv_alloc_cb = { handle, _, buffer in
    unsafe Loop.of(handle!)._withUnsafeGuaranteedRef { loop in
        // Without room libuv reads nothing (UV_ENOBUFS), and asks again in the next turn.
        let waits = unsafe loop.holdsBack && isPatient(handle!)
        unsafe buffer!.pointee = uv_buf_t(base: waits ? nil : loop.readBuffer, len: waits ? 0 : Loop.readBytesMax)
    }
}

private func isPatient(_ handle: UnsafeMutablePointer<uv_handle_t>) -> Bool {
    unsafe Unmanaged<TCPStream>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef { $0.isPatient }
}

private let onRead: uv_read_cb = { handle, count, buffer in
    unsafe Unmanaged<TCPStream>.fromOpaque(swiftlet_uv_data(handle))._withUnsafeGuaranteedRef { stream in
        if count > 0 {
            unsafe stream.events.received(stream.context, UnsafeRawPointer(buffer!.pointee.base), count)
        } else if count < 0, count != Int(UV_ENOBUFS.rawValue) {
            // libuv has stopped reading by itself.
            stream.stopReading()
            unsafe stream.events.ended(stream.context, count == Int(UV_EOF.rawValue) ? 0 : Int32(count))
        }
    }
}

private let onWritten: uv_write_cb = { request, status in
    let stream = unsafe request!.pointee.handle!
    let count = unsafe PendingWrite.count(request!)
    unsafe free(request)
    unsafe Unmanaged<TCPStream>.fromOpaque(swiftlet_uv_data(stream))._withUnsafeGuaranteedRef { stream in
        stream.queuedBytes -= count
        guard !stream.isClosing, stream.queuedBytes == 0 || status < 0 else { return }
        unsafe stream.events.drained(stream.context, status)
    }
}

private let onStreamClosed: uv_close_cb = { handle in
    let stream = unsafe Unmanaged<TCPStream>.fromOpaque(swiftlet_uv_data(handle)).takeRetainedValue()
    unsafe stream.events.closed(stream.context)
    unsafe stream.handle.deallocate()
}

extension TCPStream {
    /// Connects; the answer comes as `connected`.
    package func connect(to address: Address) throws(LoopError) {
        let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
        let code = unsafe address.withSockaddr { unsafe uv_tcp_connect(request, handle, $0, onConnected) }
        if code < 0 {
            unsafe request.deallocate()
            throw LoopError(operation: "connect \(address)", code: code)
        }
    }

    /// The other end, or nil when it is gone already.
    package var peer: Address? { Address.peer(of: self) }
}

private let onConnected: uv_connect_cb = { request, status in
    let stream = unsafe request!.pointee.handle!
    unsafe request!.deallocate()
    unsafe Unmanaged<TCPStream>.fromOpaque(swiftlet_uv_data(stream))._withUnsafeGuaranteedRef { stream in
        guard !stream.isClosing else { return }
        unsafe stream.events.connected(stream.context, status)
    }
}
