internal import CUV

/// An IP address and a port, as the kernel keeps them.
@safe package struct Address: Sendable, CustomStringConvertible {
    private var storage = sockaddr_storage()

    /// Parses "127.0.0.1" or "::1"; nil when `host` is a name. `port`: 0 lets the kernel choose.
    package init?(host: String, port: UInt16) {
        var four = sockaddr_in()
        if unsafe uv_ip4_addr(host, Int32(port), &four) == 0 {
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: four, as: sockaddr_in.self) }
            return
        }
        var six = sockaddr_in6()
        guard unsafe uv_ip6_addr(host, Int32(port), &six) == 0 else { return nil }
        unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: six, as: sockaddr_in6.self) }
    }

    init(_ storage: sockaddr_storage) { self.storage = storage }

    init?(_ address: UnsafePointer<sockaddr>, length: Int) {
        guard length <= MemoryLayout<sockaddr_storage>.size else { return nil }
        unsafe withUnsafeMutableBytes(of: &storage) {
            unsafe $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: length))
        }
    }

    static func peer(of stream: TCPStream) -> Address? {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let code = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe uv_tcp_getpeername(
                stream.handle, UnsafeMutableRawPointer($0).assumingMemoryBound(to: sockaddr.self), &length)
        }
        return code == 0 ? Address(storage) : nil
    }

    var family: Int32 { Int32(storage.ss_family) }

    var length: socklen_t {
        socklen_t(family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
    }

    package var port: UInt16 {
        // Both families keep the port at the same place, in network order.
        unsafe withUnsafeBytes(of: storage) { unsafe UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        unsafe withUnsafePointer(to: storage) {
            unsafe body(UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self))
        }
    }

    /// Writes the IP address, without port, into `buffer` (46 bytes suffice): how many bytes it took.
    package func writeHost(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        let text = unsafe base.assumingMemoryBound(to: CChar.self)
        let code = unsafe withSockaddr { unsafe uv_ip_name($0, text, buffer.count) }
        return code == 0 ? unsafe strlen(text) : 0
    }

    package var host: String {
        unsafe withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            let count = unsafe writeHost(into: buffer)
            return unsafe String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    package var description: String { family == AF_INET6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
