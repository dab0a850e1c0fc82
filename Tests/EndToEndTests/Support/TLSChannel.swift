// The host's TLS target is what is under test here: the client side speaks to OpenSSL itself.
import COpenSSL
import Glibc

/// A TLS client over a blocking socket. Certificates are not verified: the server makes its own.
@safe final class TLSChannel {
    /// Which versions the client offers.
    enum Version: CaseIterable, Sendable {
        case tls12, tls13

        var name: String { self == .tls12 ? "TLSv1.2" : "TLSv1.3" }
        fileprivate var number: Int32 { self == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION }
    }

    private let socket: Socket
    private let context: OpaquePointer
    private let session: OpaquePointer

    /// - Parameters:
    ///   - version: offered alone; nil: both.
    ///   - resuming: a ticket from an earlier channel.
    init(
        over socket: Socket, serverName: String = "localhost", version: Version? = nil,
        resuming ticket: TLSTicket? = nil
    ) throws {
        _ = TLSChannel.brokenPipesAreErrors
        guard let context = unsafe SSL_CTX_new(TLS_client_method()), let session = unsafe SSL_new(context) else {
            throw EndToEndError("no TLS context")
        }
        self.socket = socket
        unsafe self.context = unsafe context
        unsafe self.session = unsafe session
        if let version {
            unsafe SSL_ctrl(session, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(version.number), nil)
            unsafe SSL_ctrl(session, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version.number), nil)
        }
        _ = unsafe swiftlet_ssl_set_server_name(session, serverName)
        if let ticket { unsafe SSL_set_session(session, ticket.session) }
        unsafe SSL_set_fd(session, socket.descriptor)
        guard unsafe SSL_connect(session) == 1 else { throw TLSChannel.failure("TLS handshake") }
    }

    deinit {
        // OpenSSL declares a session that was freed without shutdown unfit for resumption.
        unsafe SSL_set_shutdown(session, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        unsafe SSL_free(session)
        unsafe SSL_CTX_free(context)
    }

    /// As OpenSSL names it.
    var version: String { unsafe String(cString: SSL_get_version(session)) }

    var wasResumed: Bool { unsafe SSL_session_reused(session) == 1 }

    /// What resumes this session later. With TLS 1.3 it is there once something was received after the handshake.
    var ticket: TLSTicket? { unsafe SSL_get1_session(session).map { unsafe TLSTicket(adopting: $0) } }

    /// The common name in the server's certificate.
    var certificateName: String {
        guard let certificate = unsafe SSL_get1_peer_certificate(session) else { return "" }
        defer { unsafe X509_free(certificate) }
        var text = [CChar](repeating: 0, count: 256)
        unsafe X509_NAME_oneline(X509_get_subject_name(certificate), &text, Int32(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// One record, where `bytes` fit into one.
    func send(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        let sent = unsafe SSL_write(session, bytes, Int32(bytes.count))
        guard sent == bytes.count else { throw TLSChannel.failure("TLS write") }
    }

    /// Empty: the peer has closed, with close_notify or without.
    func receive(_ count: Int = 65_536) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let received = unsafe SSL_read(session, &buffer, Int32(count))
        if received > 0 { return Array(buffer.prefix(Int(received))) }
        let reason = unsafe SSL_get_error(session, received)
        ERR_clear_error()
        if reason == SSL_ERROR_SYSCALL, errno == EAGAIN { throw EndToEndError("TLS read: nothing came in time") }
        return []
    }

    /// What is sent from now on has other keys (TLS 1.3); `asking`: what comes shall have others, too.
    func changeKeys(asking: Bool) throws {
        let type = asking ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED
        guard unsafe SSL_key_update(session, type) == 1, unsafe SSL_do_handshake(session) == 1 else {
            throw TLSChannel.failure("TLS change of keys")
        }
    }

    /// close_notify: no more bytes will be sent.
    func finishSending() {
        unsafe SSL_shutdown(session)
    }

    /// OpenSSL writes with write(2): without this a closed peer would end the test process.
    private static let brokenPipesAreErrors: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return true
    }()

    private static func failure(_ what: String) -> EndToEndError {
        let code = ERR_get_error()
        var text = [CChar](repeating: 0, count: 256)
        unsafe ERR_error_string_n(code, &text, text.count)
        ERR_clear_error()
        return EndToEndError(
            "\(what): " + String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}

/// A session that can be resumed; freed when released.
@safe final class TLSTicket {
    fileprivate let session: OpaquePointer

    fileprivate init(adopting session: OpaquePointer) {
        unsafe self.session = unsafe session
    }

    deinit { unsafe SSL_SESSION_free(session) }
}
