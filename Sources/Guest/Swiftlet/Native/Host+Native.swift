#if !arch(wasm32)
    /// The host calls where there is no host: `TestHost` takes them, if the code runs under one.
    extension Host {
        static func origin(_ name: Bytes) throws(WorkerError) -> UInt32 {
            guard let host = TestHost.current else { throw .unknownOrigin }
            return try host.origin(name)
        }

        static func send(_ origin: UInt32, _ request: Outgoing) throws(WorkerError) -> Int32 {
            guard let host = TestHost.current else { throw .unreachable }
            return host.send(origin, request)
        }

        static func wait(_ handle: Int32) throws(WorkerError) -> HeadBlock {
            guard let host = TestHost.current else { throw .unreachable }
            return try host.wait(handle)
        }

        static func read(_ handle: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(WorkerError) -> Int {
            guard let host = TestHost.current else { throw .unreachable }
            return unsafe host.read(handle, into: buffer)
        }

        static func close(_ handle: Int32) {}

        static func variable(_ name: Bytes) -> String? {
            TestHost.current?.variable(name)
        }

        static func log(_ level: Log.Level, _ text: UnsafeRawBufferPointer) {
            let text = unsafe String(decoding: text, as: UTF8.self)
            if let host = TestHost.current { host.log(level, text) } else { print(text) }
        }

        static func random(_ buffer: UnsafeMutableRawBufferPointer) {
            var generator = SystemRandomNumberGenerator()
            for index in buffer.indices { unsafe buffer[index] = generator.next() }
        }

        static func clock(_ clock: ClockID) -> Int64 {
            TestHost.current?.now ?? 0
        }

        static func markUsed(_ handle: Int32) {
            TestHost.current?.markUsed(handle)
        }

        static func isUsed(_ handle: Int32) -> Bool {
            TestHost.current?.isUsed(handle) ?? false
        }
    }
#endif
