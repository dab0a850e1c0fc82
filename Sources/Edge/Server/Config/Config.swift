package import Hardening
package import Isolate

/// Everything the operator decides: what `swiftlet.toml` says, checked, with every default filled in.
///
/// Process lifetime. A value: made before anything starts, never changed after, shared by all loops. Names in the file
/// have become indices here and relative paths absolute ones, so that no later step can meet a missing name.
package struct Config: Sendable {
    /// Loops, one per thread. 0 in the file means one per core that this process may use: that number is here then.
    package var threads = 1
    package var listeners: [Listener] = []
    package var origins: [Origin] = []
    package var workers: [Worker] = []
    package var routes: [Route] = []
    package var limits = Limits()
    package var accessLog = AccessLog.off
    package var logLevel = LogLevel.info
    /// Where compiled modules are kept between starts: an absolute path; made when missing.
    package var cacheDirectory = ""
    /// Whom the process becomes when it has its ports; nil: it stays what it is.
    package var user: SystemUser?
    package var hardening = Hardening()
    /// Nil: nobody changes the server while it runs, and nothing of workers is kept.
    package var admin: Admin?
    package var deploy = Deploy()
    /// Variables of the process's environment that hold secrets; each once.
    package var secretVariables: [String] = []
    /// Their values: the environment has them no longer when the file is read again.
    package var secretValues: [String: SecretValue] = [:]
    /// The file as it was read, where a running host compares it with the one of then; else empty.
    package var source = Source()

    package init() {}
}

extension Config {
    /// A file's bytes. What it says is in the other values, and so it is no part of their text.
    package struct Source: Sendable, CustomStringConvertible {
        package var bytes: [UInt8] = []

        package var description: String { "(the file)" }
    }

    /// A socket that accepts connections.
    package struct Listener: Sendable {
        /// For routes that name it; the address when the file gives none.
        package var name: String
        /// An IPv4 or IPv6 address, without brackets.
        package var host: String
        /// 0 lets the kernel choose: the ready line prints which.
        package var port: UInt16
        /// Plain HTTP: no TLS.
        package var cleartext = false
        /// Chosen by server name; the first is the default. Empty on a TLS listener: a self-signed one is made.
        package var certificates: [Certificate] = []

        package init(
            name: String, host: String, port: UInt16, cleartext: Bool = false, certificates: [Certificate] = []
        ) {
            self.name = name
            self.host = host
            self.port = port
            self.cleartext = cleartext
            self.certificates = certificates
        }
    }

    /// A certificate chain and its private key: absolute paths of PEM files that could be read when the config was.
    package struct Certificate: Sendable, Equatable {
        package var certificate: String
        package var key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// An upstream HTTP server.
    package struct Origin: Sendable {
        package var name: String
        package var url: OriginURL
        /// From the first SYN to a connection that can carry a request, TLS handshake included.
        package var connectTimeout = Duration.seconds(5)
        /// From the request's last byte to the response's first.
        package var firstByteTimeout = Duration.seconds(30)
        /// The longest silence inside a response.
        package var idleTimeout = Duration.seconds(60)
        /// Connections at once, per loop.
        package var connectionsMax = 256
        /// Connections kept open while idle, per loop.
        package var idleConnectionsMax = 256
        /// PEM file of the authorities to trust instead of the system's; an absolute path. Certificates are always
        /// verified: there is no switch.
        package var authorityFile: String?
        /// The name sent in the handshake and looked for in the certificate; the URL's host when the file gives none.
        package var serverName: String

        package init(name: String, url: OriginURL) {
            self.name = name
            self.url = url
            self.serverName = url.host
        }
    }

    /// A worker as configured; its deployment is made from this.
    package struct Worker: Sendable {
        package var name: String
        /// Absolute path of a SwiftPM package directory or of a `.wasm` file; empty where the kind is `deployed`.
        package var path: String
        package var kind: Kind
        /// Indices in `Config.origins`, in the order in which the worker's binding table lists them.
        package var origins: [Int] = []
        /// Sorted by name.
        package var variables: [(name: String, value: String)] = []
        /// Sorted by name.
        package var secrets: [(name: String, value: SecretValue)] = []
        package var limits = WorkerLimits()
        /// Nil: no version of it is ever taken out.
        package var quarantine: Quarantine? = Quarantine()
        package var fallback = Fallback()
        package var rollout = Rollout()
        /// The file does not name it: the host keeps a place for it.
        package var isPlace = false

        /// What `path` names; `deployed`: there is none, and it waits for its first deployment.
        package enum Kind: Sendable { case package, module, deployed }

        package init(name: String, path: String, kind: Kind) {
            self.name = name
            self.path = path
            self.kind = kind
        }
    }

    /// Where a line per request goes.
    package enum AccessLog: Sendable, Equatable {
        case off
        case standardOutput
        case standardError
        /// Absolute path; appended to.
        case file(String)
    }

    package enum LogLevel: String, Sendable, CaseIterable { case trace, debug, info, warning, error }
}
