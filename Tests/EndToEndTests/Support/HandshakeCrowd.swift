// As in TLSChannel: the client side speaks to OpenSSL itself.
import COpenSSL
import Glibc

/// Clients that are about to shake hands, all at once: what each wants to say is made first, then sent when it is told.
@safe final class HandshakeCrowd {
    @safe private struct Client {
        let socket: Socket
        let session: OpaquePointer
        let incoming: OpaquePointer
        let outgoing: OpaquePointer
    }

    private let context: OpaquePointer
    private var clients: [Client] = []

    /// `groups`: for the key exchange, the first of them being what the first message has a key for.
    init(_ count: Int, port: UInt16, groups: String) throws {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw EndToEndError("no TLS context") }
        unsafe self.context = unsafe context
        for _ in 0..<count {
            guard let session = unsafe SSL_new(context), let incoming = unsafe BIO_new(BIO_s_mem()),
                let outgoing = unsafe BIO_new(BIO_s_mem())
            else { throw EndToEndError("no TLS session") }
            unsafe SSL_set_bio(session, incoming, outgoing)
            unsafe SSL_set_connect_state(session)
            var list = Array(groups.utf8CString)
            unsafe SSL_ctrl(session, SSL_CTRL_SET_GROUPS_LIST, 0, &list)
            unsafe clients.append(
                Client(socket: try .connect(port: port), session: session, incoming: incoming, outgoing: outgoing))
            unsafe SSL_do_handshake(session)
        }
        ERR_clear_error()
    }

    deinit {
        for client in clients { unsafe SSL_free(client.session) }
        unsafe SSL_CTX_free(context)
    }

    /// Each sends what it has to say.
    func speak() throws {
        for client in clients {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe BIO_read(client.outgoing, &bytes, Int32(bytes.count))
            guard count > 0 else { throw EndToEndError("a client has nothing to say") }
            try client.socket.send(Array(bytes.prefix(Int(count))))
        }
    }

    /// Waits until each has an answer, and lets it think of what to say then.
    func listen() throws {
        for client in clients {
            var bytes = try client.socket.receive()
            guard unsafe BIO_write(client.incoming, &bytes, Int32(bytes.count)) == bytes.count else {
                throw EndToEndError("no answer to a handshake")
            }
            unsafe SSL_do_handshake(client.session)
        }
        ERR_clear_error()
    }

    /// How many have an answer that they have not listened to.
    var answered: Int {
        var places = clients.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        return Int(unsafe poll(&places, nfds_t(places.count), 0))
    }
}
