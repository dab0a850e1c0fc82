internal import CUV

/// Looks a host name up off the loop: getaddrinfo blocks, so libuv runs it on its thread pool.
@safe package final class Resolver {
    /// Addresses kept of one answer.
    package static let addressesMax = 16

    private let request: UnsafeMutablePointer<uv_getaddrinfo_t>
    private let answer: (Result<[Address], LoopError>) -> Void

    /// Calls `answer` on the loop's thread, once. A look-up cannot be taken back; whoever asked must still be there
    /// or let the closure hold what it needs. Closures are fine here: look-ups are rare.
    package static func resolve(
        _ host: String, port: UInt16, on loop: Loop, answer: @escaping (Result<[Address], LoopError>) -> Void
    ) {
        let resolver = Resolver(answer)
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_family = AF_UNSPEC
        let retained = unsafe Unmanaged.passRetained(resolver)
        unsafe resolver.request.pointee.data = retained.toOpaque()
        let code = unsafe uv_getaddrinfo(loop.pointer, resolver.request, onResolved, host, String(port), &hints)
        if code < 0 {
            unsafe retained.release()
            answer(.failure(LoopError(operation: "resolve \(host)", code: code)))
        }
    }

    private init(_ answer: @escaping (Result<[Address], LoopError>) -> Void) {
        unsafe request = .allocate(capacity: 1)
        self.answer = answer
    }

    deinit { unsafe request.deallocate() }

    fileprivate func resolved(_ status: Int32, _ list: UnsafeMutablePointer<addrinfo>?) {
        defer { unsafe uv_freeaddrinfo(list) }
        guard status == 0 else {
            return answer(.failure(LoopError(operation: "resolve", code: status)))
        }
        var addresses: [Address] = []
        var entry = unsafe list
        while let info = unsafe entry, addresses.count < Resolver.addressesMax {
            if let socketAddress = unsafe info.pointee.ai_addr,
                let address = unsafe Address(socketAddress, length: Int(info.pointee.ai_addrlen))
            {
                addresses.append(address)
            }
            unsafe entry = info.pointee.ai_next
        }
        answer(.success(addresses))
    }
}

private let onResolved: uv_getaddrinfo_cb = { request, status, list in
    let resolver = unsafe Unmanaged<Resolver>.fromOpaque(request!.pointee.data).takeRetainedValue()
    unsafe resolver.resolved(status, list)
}
