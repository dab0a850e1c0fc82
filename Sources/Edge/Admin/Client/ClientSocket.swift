internal import Glibc
internal import TLS

/// Connects to a host's admin API.
enum ClientSocket {
    static func connect(_ endpoint: AdminEndpoint, timeoutMilliseconds: Int) throws(AdminClientError) -> WireStream {
        let deadline = Deadline(in: timeoutMilliseconds)
        switch endpoint {
        case .socket(let path):
            let descriptor = try unix(path, timeoutMilliseconds: timeoutMilliseconds)
            do throws(WireError) {
                return try WireStream(client: descriptor, tls: nil, until: deadline)
            } catch {
                throw .unreachable("\(path): \(error.text)")
            }
        case .tls(let tls):
            let context = try context(tls)
            let descriptor = try tcp(tls, endpoint.text, until: deadline)
            do throws(WireError) {
                return try WireStream(client: descriptor, tls: context, until: deadline)
            } catch {
                throw .unreachable("\(endpoint.text): \(words(error, tls))")
            }
        }
    }

    private static func unix(_ path: String, timeoutMilliseconds: Int) throws(AdminClientError) -> Int32 {
        guard path.utf8.count <= SocketFile.pathBytesMax else {
            throw .unreachable(
                "\(path) has \(path.utf8.count) bytes; a unix socket's path has at most \(SocketFile.pathBytesMax)")
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .unreachable("\(path): \(Errno.text(errno))") }
        // Of a unix socket it bounds the wait for a place in the host's queue too, which `poll` knows nothing of.
        limitWrites(of: descriptor, milliseconds: max(1, timeoutMilliseconds))
        guard unsafe SocketFile.connectOrBind(path, { unsafe Glibc.connect(descriptor, $0, $1) }) != 0 else {
            limitWrites(of: descriptor, milliseconds: 0)
            return descriptor
        }
        let code = errno
        _ = close(descriptor)
        switch code {
        case ENOENT, ECONNREFUSED, ENOTDIR:
            throw .unreachable(
                "no host listens at \(path): is swiftlet serve running, with [admin] in its configuration?")
        case EACCES, EPERM:
            throw .unreachable(
                "\(path): permission denied: ask as the user that the host runs as, or widen admin.socket_mode")
        case EAGAIN:
            throw .unreachable(
                "\(path): the host took no connection within \(timeoutMilliseconds) ms: others wait too; "
                    + "is it stopped, or are too many asking?")
        case ENOTSOCK: throw .unreachable("\(path) is no socket: name the one of the host's [admin]")
        default: throw .unreachable("\(path): \(Errno.text(code))")
        }
    }

    /// 0: for ever.
    private static func limitWrites(of descriptor: Int32, milliseconds: Int) {
        var time = timeval()
        time.tv_sec = milliseconds / 1000
        time.tv_usec = milliseconds % 1000 * 1000
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    private static func tcp(
        _ endpoint: AdminEndpoint.TLSEndpoint, _ name: String, until deadline: Deadline
    ) throws(AdminClientError) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(endpoint.host, "\(endpoint.port)", &hints, &list)
        guard code == 0 else {
            throw .unreachable("\(name): \(unsafe String(cString: gai_strerror(code)))")
        }
        defer { unsafe freeaddrinfo(list) }
        var reason = "no address"
        var next = unsafe list
        while let entry = unsafe next {
            let info = unsafe entry.pointee
            unsafe next = info.ai_next
            let descriptor = unsafe socket(
                info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
            guard descriptor >= 0 else { continue }
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            if unsafe Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return descriptor }
            var problem = errno
            if problem == EINPROGRESS {
                problem = Readiness.isWritable(descriptor, until: deadline) ? 0 : ETIMEDOUT
                var length = socklen_t(MemoryLayout<Int32>.size)
                if problem == 0 { _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length) }
                if problem == 0 { return descriptor }
            }
            _ = close(descriptor)
            reason = Errno.text(problem)
        }
        throw .unreachable("no host listens at \(name): \(reason): is swiftlet serve running, with admin.listen?")
    }

    private static func words(_ error: WireError, _ endpoint: AdminEndpoint.TLSEndpoint) -> String {
        let text = error.text.hasPrefix("TLS") ? error.text : "TLS: \(error.text)"
        if text.contains("wrong version number") {
            return "\(text): what listens there speaks no TLS; is it admin.listen?"
        }
        guard endpoint.authorities == nil, text.contains("certificate") else { return text }
        return "\(text): if the certificate is the host's own, name it as the one to trust (--ca)"
    }

    /// Files that are none are told apart from hosts that do not answer.
    private static func context(_ endpoint: AdminEndpoint.TLSEndpoint) throws(AdminClientError) -> TLSClientContext {
        let context: TLSClientContext
        do throws(TLSError) {
            context = try TLSClientContext(serverName: endpoint.host, authorities: endpoint.authorities)
        } catch {
            guard endpoint.authorities != nil else { throw .unreachable(error.description) }
            throw .credentials("--ca: \(error.description): name a PEM file with the certificates to trust")
        }
        guard let file = endpoint.certificate else { return context }
        do throws(TLSError) {
            try context.present(try TLSCertificate(certificatePath: file, keyPath: endpoint.key ?? file))
        } catch {
            let remedy =
                endpoint.key == nil
                ? "name the file of its private key too, with --key" : "name a PEM certificate and its unencrypted key"
            throw .credentials("--cert: \(error.description): \(remedy)")
        }
        return context
    }
}
