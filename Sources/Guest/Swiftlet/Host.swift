internal import CWorkerABI

/// The host calls of worker_abi.h, one to one, in Swift's terms. Natively `NativeHost` takes them.
enum Host {
    /// The handle of the client's request, for its body.
    static let clientRequest = Int32(SWIFTLET_REQUEST)

    enum ClockID: UInt32 { case realtime, monotonic }

    /// What has become of a body that the host holds.
    enum BodyUse: UInt32 {
        case untouched
        /// A part was asked for: more parts may be, but it cannot be had whole any more.
        case begun
        /// Read whole, or passed on.
        case gone
    }
}

extension WorkerError {
    /// The meaning of a host call's negative result.
    init(code: Int32) {
        switch code {
        case SWIFTLET_ERROR_UNREACHABLE: self = .unreachable
        case SWIFTLET_ERROR_TIMEOUT: self = .timeout
        case SWIFTLET_ERROR_PROTOCOL: self = .protocolViolation
        case SWIFTLET_ERROR_LIMIT: self = .limit
        case SWIFTLET_ERROR_INVALID: self = .invalid
        default: self = .message("the host knows no such handle")
        }
    }
}

#if arch(wasm32)
    extension Host {
        @export(interface)
        static func origin(_ name: Bytes) throws(WorkerError) -> UInt32 {
            let number = unsafe swiftlet_origin(name.start, UInt32(name.count))
            guard number >= 0 else { throw .unknownOrigin }
            return UInt32(number)
        }

        @export(interface)
        static func send(_ origin: UInt32, _ request: Outgoing) throws(WorkerError) -> Int32 {
            let handle = unsafe swiftlet_send(origin, request.message())
            guard handle >= 0 else { throw WorkerError(code: handle) }
            return handle
        }

        /// Suspends until the response's head is there.
        @export(interface)
        static func wait(_ handle: Int32) throws(WorkerError) -> HeadBlock {
            let length = swiftlet_wait(handle)
            guard length >= 0 else { throw WorkerError(code: length) }
            let block = unsafe swiftlet_arena(Int(length))
            let copied = unsafe swiftlet_head_read(
                handle, block.assumingMemoryBound(to: UInt8.self), UInt32(length))
            guard copied >= 0 else { throw WorkerError(code: copied) }
            return unsafe HeadBlock(UnsafePointer(block.assumingMemoryBound(to: swiftlet_head.self)))
        }

        /// Suspends until a part of the body is there: its bytes, 0 at the end.
        @export(interface)
        static func read(_ handle: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(WorkerError) -> Int {
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let count = unsafe swiftlet_read(handle, start, UInt32(buffer.count))
            guard count >= 0 else { throw WorkerError(code: count) }
            return Int(count)
        }

        static func close(_ handle: Int32) {
            swiftlet_close(handle)
        }

        /// Room for a variable at the first try; longer ones take a second call.
        private static let variableRoom = 256

        @export(interface)
        static func variable(_ name: Bytes) -> String? {
            var room = variableRoom
            while true {
                let value = unsafe swiftlet_arena(room).assumingMemoryBound(to: UInt8.self)
                let length = unsafe swiftlet_variable(name.start, UInt32(name.count), value, UInt32(room))
                guard length >= 0 else { return nil }
                if Int(length) <= room { return unsafe Bytes(start: value, count: Int(length)).text }
                room = Int(length)
            }
        }

        /// Gives the answer now; suspends until the host has taken it.
        @export(interface)
        static func respond(_ answer: Outgoing) throws(WorkerError) {
            let result = unsafe swiftlet_respond(answer.message())
            guard result == 0 else { throw WorkerError(code: result) }
        }

        /// Writes a part of the body that `respond` announced; no bytes end it. Suspends while the client is slow.
        @export(interface)
        static func write(_ part: UnsafeRawBufferPointer) throws(WorkerError) {
            let result = unsafe swiftlet_write(
                part.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(part.count))
            guard result == 0 else { throw WorkerError(code: result) }
        }

        static func log(_ level: Log.Level, _ text: UnsafeRawBufferPointer) {
            unsafe swiftlet_log(
                level.rawValue, text.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(text.count))
        }

        static func random(_ buffer: UnsafeMutableRawBufferPointer) {
            unsafe swiftlet_random(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(buffer.count))
        }

        static func clock(_ clock: ClockID) -> Int64 {
            swiftlet_clock(clock.rawValue)
        }

        /// Notes what has become of the body of `handle`.
        @export(interface)
        static func mark(_ handle: Int32, _ use: BodyUse) {
            guard use != self.use(of: handle) else { return }
            let node = unsafe swiftlet_arena(MemoryLayout<UsedBody>.size).bindMemory(to: UsedBody.self, capacity: 1)
            unsafe node.initialize(to: UsedBody(handle: handle, use: use, earlier: usedBodies))
            unsafe usedBodies = UnsafePointer(node)
        }

        @export(interface)
        static func use(of handle: Int32) -> BodyUse {
            var node = unsafe usedBodies
            while let used = unsafe node {
                if unsafe used.pointee.handle == handle { return unsafe used.pointee.use }
                unsafe node = used.pointee.earlier
            }
            return .untouched
        }
    }

    @unsafe private struct UsedBody {
        var handle: Int32
        var use: Host.BodyUse
        var earlier: UnsafePointer<UsedBody>?
    }

    /// The bodies that are not untouched in this isolate, which has one thread; newest first.
    nonisolated(unsafe) private var usedBodies: UnsafePointer<UsedBody>?

    extension Outgoing {
        /// This message as the host reads it, in memory that lives as long as the isolate.
        @export(interface)
        func message() -> UnsafePointer<swiftlet_message> {
            let message = unsafe swiftlet_arena(MemoryLayout<swiftlet_message>.size)
                .bindMemory(to: swiftlet_message.self, capacity: 1)
            unsafe message.initialize(
                to: swiftlet_message(
                    kind: kind, base: base, status: status, method: method.address, target: target.address,
                    body_kind: bodyKind, body: body.address, edit_count: UInt32(edits.count), edits: edits.address,
                    origin: origin, response_edit_count: UInt32(responseEdits.count),
                    response_edits: responseEdits.address, timeout: timeout))
            return unsafe UnsafePointer(message)
        }
    }

    extension Bytes {
        fileprivate var address: swiftlet_bytes {
            unsafe swiftlet_bytes(offset: UInt32(UInt(bitPattern: start)), length: UInt32(count))
        }
    }

    extension EditList {
        /// The changes as the host reads them, oldest first.
        fileprivate var address: UInt32 {
            guard count > 0 else { return 0 }
            let table = unsafe swiftlet_arena(count * MemoryLayout<swiftlet_edit>.stride)
                .bindMemory(to: swiftlet_edit.self, capacity: count)
            var index = count
            for edit in self {
                index -= 1
                let operation =
                    switch edit.operation {
                    case .set: SWIFTLET_SET
                    case .append: SWIFTLET_APPEND
                    case .remove: SWIFTLET_REMOVE
                    }
                unsafe (table + index).initialize(
                    to: swiftlet_edit(operation: operation, name: edit.name.address, value: edit.value.address))
            }
            return UInt32(UInt(bitPattern: table))
        }
    }
#endif
