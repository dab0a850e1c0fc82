#if !arch(wasm32)
    /// The host calls where there is no host: `NativeHost` takes them, if the code runs under one.
    extension Host {
        static func origin(_ name: Bytes) throws(WorkerError) -> UInt32 {
            guard let host = NativeHost.current else { throw .unknownOrigin }
            return try host.origin(name.text)
        }

        static func send(_ origin: UInt32, _ request: Outgoing) throws(WorkerError) -> Int32 {
            guard let host = NativeHost.current else { throw .unreachable }
            return try host.send(origin, request)
        }

        static func wait(_ handle: Int32) throws(WorkerError) -> HeadBlock {
            guard let host = NativeHost.current else { throw .unreachable }
            return try host.wait(handle).block()
        }

        static func read(_ handle: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(WorkerError) -> Int {
            guard let host = NativeHost.current else { throw .unreachable }
            let part = try host.read(handle, buffer.count)
            unsafe buffer.copyBytes(from: part)
            return part.count
        }

        static func respond(_ answer: Outgoing) throws(WorkerError) {
            guard let host = NativeHost.current else { throw .unreachable }
            try host.respond(answer)
        }

        static func write(_ part: UnsafeRawBufferPointer) throws(WorkerError) {
            guard let host = NativeHost.current else { throw .unreachable }
            try host.write(unsafe [UInt8](part))
        }

        static func close(_ handle: Int32) {
            NativeHost.current?.close(handle)
        }

        static func variable(_ name: Bytes) -> String? {
            NativeHost.current?.variable(name.text)
        }

        static func log(_ level: Log.Level, _ text: UnsafeRawBufferPointer) {
            let text = unsafe String(decoding: text, as: UTF8.self)
            if let host = NativeHost.current { host.log(level, text) } else { print(text) }
        }

        static func random(_ buffer: UnsafeMutableRawBufferPointer) {
            if let host = NativeHost.current {
                unsafe buffer.copyBytes(from: host.random(buffer.count))
                return
            }
            var generator = SystemRandomNumberGenerator()
            for index in buffer.indices { unsafe buffer[index] = generator.next() }
        }

        static func clock(_ clock: ClockID) -> Int64 {
            NativeHost.current?.clock(clock.rawValue) ?? 0
        }

        static func mark(_ handle: Int32, _ use: BodyUse) {
            NativeHost.current?.isolate.bodyUses[handle] = use
        }

        static func use(of handle: Int32) -> BodyUse {
            NativeHost.current?.isolate.bodyUses[handle] ?? .untouched
        }
    }
#endif
