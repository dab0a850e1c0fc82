internal import Admin
internal import Glibc
internal import Hardening
internal import Logging
internal import Loop
internal import TLS

/// What of the admin API has to be made while the process may still do everything: its sockets.
struct AdminWiring {
    private let listeners: [AdminListener]
    private let access: AdminAccess
    private let limits: AdminLimits

    /// Nil: the configuration has no `[admin]`.
    init?(_ config: Config, _ log: ServerLog) throws(ServerError) {
        guard let admin = config.admin else { return nil }
        var listeners: [AdminListener] = []
        try CacheDirectory.prepare(FileProbe.directory(of: admin.socket), for: config.user)
        do throws(AdminListenerError) {
            // Whom the process becomes: where it is not root, becoming somebody else fails, and says so.
            let owner = geteuid() == 0 ? config.user.map { AdminListener.Owner(user: $0.user, group: $0.group) } : nil
            listeners.append(try AdminListener(socket: admin.socket, mode: admin.socketMode, owner: owner))
        } catch {
            throw ServerError(.system, "\(error)")
        }
        if let tcp = admin.tcp { listeners.append(try Self.listener(tcp, log)) }
        self.listeners = listeners
        access = AdminAccess(
            tokens: admin.tokens.map { .init(name: $0.name, sha256: $0.digest, scope: AdminScope($0.scope)) },
            certificates: Dictionary(admin.clients.map { ($0.name, AdminScope($0.scope)) }) { first, _ in first })
        var limits = AdminLimits()
        limits.connectionsMax = admin.connectionsMax
        limits.tailsMax = max(1, admin.connectionsMax / 2)
        limits.stallMilliseconds = Int(admin.timeout.milliseconds)
        limits.moduleBytesMax = config.deploy.moduleBytesMax
        limits.uploadBytesMax = max(limits.uploadBytesMax, config.deploy.moduleBytesMax)
        self.limits = limits
        for listener in listeners { log.logger.notice("admin API on \(listener.name)") }
    }

    private static func listener(_ tcp: Config.Admin.TCP, _ log: ServerLog) throws(ServerError) -> AdminListener {
        guard let address = Address(host: tcp.host, port: tcp.port) else {
            throw ServerError(.configuration, "admin.listen: \(tcp.host) is not an IP address")
        }
        let context: TLSServerContext
        do throws(TLSError) {
            let certificate: TLSCertificate
            if let pair = tcp.certificate {
                certificate = try TLSCertificate(certificatePath: pair.certificate, keyPath: pair.key)
            } else {
                log.logger.notice("admin API: no certificate configured, made a self-signed one")
                certificate = try TLSCertificate(selfSignedFor: ["localhost", "127.0.0.1", "::1"])
            }
            context = try TLSServerContext(certificates: [certificate])
            if let authorities = tcp.clientAuthorities {
                try context.askForClientCertificates(authorities: authorities)
            }
        } catch {
            throw ServerError(.configuration, "admin: \(error)")
        }
        do throws(AdminListenerError) {
            return try AdminListener(address: address, tls: context)
        } catch {
            throw ServerError(.system, "\(error)")
        }
    }

    /// Begins to answer.
    func serve(_ host: DeployHost) throws(ServerError) -> AdminServer {
        do throws(LoopError) {
            let server = try AdminServer(listeners: listeners, access: access, service: host, limits: limits)
            try server.start()
            return server
        } catch {
            throw ServerError(.system, "admin API: \(error)")
        }
    }
}

extension AdminScope {
    init(_ scope: Config.Admin.Scope) {
        self =
            switch scope {
            case .read: .read
            case .deploy: .deploy
            case .all: .all
            }
    }
}

/// What the admin API says of the program that serves.
package struct HostFacts: Sendable {
    package var version = ""
    /// The configuration's absolute path; nil: it came otherwise.
    package var file: String?
    /// Seconds since 1970.
    package var startedAt = Int64(time(nil))
    var urls: [String] = []

    package init() {}

    package init(version: String, file: String?) {
        self.version = version
        self.file = file
    }
}
