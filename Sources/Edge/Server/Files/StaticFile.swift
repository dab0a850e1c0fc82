internal import Glibc
internal import HTTP

/// A file that a request may have: open, looked at, not yet read. Request lifetime, one thread.
@safe struct StaticFile: ~Copyable {
    private var descriptor: Int32
    let size: Int
    /// Unix time of the last change.
    let modifiedSeconds: Int64
    private let modifiedNanoseconds: Int64
    let contentType: StaticString

    init(descriptor: Int32, status: stat, contentType: StaticString) {
        self.descriptor = descriptor
        size = Int(status.st_size)
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        self.contentType = contentType
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Hands the descriptor over: from here on it is the caller's to close.
    consuming func takeDescriptor() -> Int32 {
        let taken = descriptor
        descriptor = -1
        return taken
    }

    /// Size and time of change: a strong validator as long as files are replaced and not rewritten within a nanosecond
    /// (RFC 9110 section 8.8.3).
    func appendETag(to output: inout ByteBuffer) {
        output.append("\"")
        output.append(hex: UInt64(size))
        output.append("-")
        output.append(hex: UInt64(bitPattern: modifiedSeconds))
        output.append("-")
        output.append(hex: UInt64(modifiedNanoseconds))
        output.append("\"")
    }

    /// Whether a GET or HEAD with these fields gets a 304 (RFC 9110 section 13.2.2): `If-None-Match` decides alone where
    /// it is there.
    func isNotModified(ifNoneMatch: UnsafeRawBufferPointer?, ifModifiedSince: UnsafeRawBufferPointer?) -> Bool {
        if let ifNoneMatch = unsafe ifNoneMatch {
            return unsafe matches(ifNoneMatch)
        }
        guard let ifModifiedSince = unsafe ifModifiedSince, let since = unsafe HTTPDate.parse(ifModifiedSince) else {
            return false
        }
        return modifiedSeconds <= since
    }

    /// Whether a list of entity tags names this file's, compared weakly (RFC 9110 section 13.1.2).
    private func matches(_ list: UnsafeRawBufferPointer) -> Bool {
        var tag = ByteBuffer()
        appendETag(to: &tag)
        let own = unsafe tag.readable
        var index = 0
        while index < list.count {
            switch unsafe list[index] {
            case UInt8(ascii: "*"): return true
            case UInt8(ascii: "\""):
                var end = index + 1
                while end < list.count, unsafe list[end] != UInt8(ascii: "\"") { end += 1 }
                let other = unsafe list[index..<min(end + 1, list.count)]
                if unsafe own.elementsEqual(other) { return true }
                index = end + 1
            default: index += 1
            }
        }
        return false
    }
}
