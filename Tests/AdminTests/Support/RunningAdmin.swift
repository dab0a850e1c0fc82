import Glibc
import Loop
import TLS

@testable import Admin

/// An admin API over a unix socket, and over TLS where asked for, in a directory of its own. Stopped and removed with it.
final class RunningAdmin {
    let double = AdminDouble()
    let directory: String
    let server: AdminServer
    let tlsAddress: Address?

    var socket: String { "\(directory)/admin.sock" }
    var client: AdminClient { AdminClient(.socket(socket)) }

    /// The token "right" is of scope all, "deploy" and "read" are of theirs.
    init(tls: Bool = false, authorities: String? = nil, limits: AdminLimits = AdminLimits()) throws {
        directory = TemporaryDirectory.make()
        var listeners = [try AdminListener(socket: "\(directory)/admin.sock", mode: 0o600)]
        if tls {
            let certificate = try TLSCertificate(selfSignedFor: ["127.0.0.1"])
            TemporaryDirectory.write("\(directory)/host.pem", try certificate.pem())
            let context = try TLSServerContext(certificates: [certificate])
            if let authorities { try context.askForClientCertificates(authorities: authorities) }
            guard let address = Address(host: "127.0.0.1", port: 0) else { throw AdminListenerError("no address") }
            listeners.append(try AdminListener(address: address, tls: context))
        }
        tlsAddress = listeners.last?.address
        let tokens = [("right", AdminScope.all), ("deploy", .deploy), ("read", .read)].map { text, scope in
            AdminAccess.Token(name: text, sha256: AdminHash.sha256(Array(text.utf8)) ?? [], scope: scope)
        }
        let access = AdminAccess(tokens: tokens, certificates: ["robot": .deploy])
        server = try AdminServer(listeners: listeners, access: access, service: double, limits: limits)
        try server.start()
    }

    deinit {
        _ = server.stop(waitingAtMost: 10_000)
        TemporaryDirectory.remove(directory)
    }

    func tlsClient(token: String?) -> AdminClient { AdminClient(tlsEndpoint(token: token)) }

    func tlsEndpoint(token: String?) -> AdminEndpoint {
        var endpoint = AdminEndpoint.TLSEndpoint(host: "127.0.0.1", port: tlsAddress?.port ?? 0)
        endpoint.token = token
        endpoint.authorities = "\(directory)/host.pem"
        return .tls(endpoint)
    }

    /// Waits until something is the case, at most some seconds.
    static func eventually(_ condition: () -> Bool) -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            usleep(10_000)
        }
        return condition()
    }
}
