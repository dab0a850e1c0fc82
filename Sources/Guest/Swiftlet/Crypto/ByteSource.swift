/// What bytes can be taken from without keeping them: `Bytes`, `[UInt8]`, text (its UTF-8) and secrets.
public protocol ByteSource {
    /// Calls `body` with the bytes, which are there until it returns.
    func withBytes<R, E: Error>(_ body: (Bytes) throws(E) -> R) throws(E) -> R
}

extension Bytes: ByteSource {
    public func withBytes<R, E: Error>(_ body: (Bytes) throws(E) -> R) throws(E) -> R {
        try body(self)
    }
}

// The two below do not copy: `Bytes` that end with the call, where others last as long as the isolate. That is why no
// `withBytes` of this SDK lets them out of it.
extension Array<UInt8>: ByteSource {
    public func withBytes<R, E: Error>(_ body: (Bytes) throws(E) -> R) throws(E) -> R {
        try unsafe withUnsafeBufferPointer { (buffer) throws(E) in
            guard let start = buffer.baseAddress else { return try body(Bytes()) }
            return try unsafe body(Bytes(start: start, count: buffer.count))
        }
    }
}

extension String: ByteSource {
    public func withBytes<R, E: Error>(_ body: (Bytes) throws(E) -> R) throws(E) -> R {
        try withUTF8Bytes(body)
    }
}

extension StaticString: ByteSource {
    public func withBytes<R, E: Error>(_ body: (Bytes) throws(E) -> R) throws(E) -> R {
        try body(Bytes(self))
    }
}
