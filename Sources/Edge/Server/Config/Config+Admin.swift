package import Deploy

extension Config {
    /// Who may change the server while it runs, and where he says so; `[admin]`.
    package struct Admin: Sendable {
        /// Relative to the configuration's file.
        package static let standardSocket = ".swiftlet/admin.sock"

        /// Absolute path of a unix socket. Whoever may open it may do everything. `socket`
        package var socket = ""
        /// The socket's permissions. `socket_mode`
        package var socketMode: UInt32 = 0o600
        /// Nil: the socket is the only way. `listen`
        package var tcp: TCP?
        package var tokens: [Token] = []
        package var clients: [Client] = []
        /// Connections at once; a 503 beyond. `connections`
        package var connectionsMax = 16
        /// The longest silence of a client in the middle of a request. `timeout`
        package var timeout = Duration.seconds(30)

        package init() {}

        /// A listener with TLS.
        package struct TCP: Sendable {
            package var host: String
            package var port: UInt16
            /// Nil: a self-signed one is made.
            package var certificate: Certificate?
            /// PEM file of those whose client certificates count; nil: none does.
            package var clientAuthorities: String?
        }

        /// What somebody may do: each may do what those before it may.
        package enum Scope: String, Sendable, CaseIterable { case read, deploy, all }

        /// Known by its hash alone: the token itself stands nowhere.
        package struct Token: Sendable {
            package var name: String
            /// SHA-256.
            package var digest: [UInt8]
            package var scope: Scope
        }

        /// Whom a client certificate names.
        package struct Client: Sendable {
            /// The subject's common name.
            package var name: String
            package var scope: Scope
        }
    }

    /// What is kept of deployments and who may make them; `[deploy]`.
    package struct Deploy: Sendable {
        /// Absolute path of a directory; made when missing. `store`
        package var store = ""
        /// A bundle. `module_bytes`
        package var moduleBytesMax = 16 << 20
        /// Versions kept of each worker, those in use besides. `versions`
        package var versionsMax = 20
        /// All modules together. `store_bytes`
        package var storeBytesMax = 4 << 30
        /// Deployments that wait for the one under way; 503 beyond. `waiting`
        package var waitingMax = 16
        /// Workers that this file does not name. `workers`
        package var workersMax = 64
        /// Of versions that no request gets by its share, how many of a worker stay ready to be asked for. `previews`
        package var previewsMax = 3
        /// Public keys (Ed25519) of whom a bundle must be signed by one; empty: it need not be signed.
        package var signers = TrustedKeys()
        /// A domain, in lower case: `vN.NAME.` and `NAME.` below it lead to that worker. `preview`
        package var preview: String?
        /// What shadow traffic may use. `shadow`
        package var shadow = ShadowLimits()
        /// What a `Swiftlet-Version` header is signed with; nil: the header means nothing. `override_key`
        package var overrideKey: OverrideKey?

        package init() {}
    }

    /// How users are told apart while several versions of a worker answer; `[workers.NAME] rollout`.
    package struct Rollout: Sendable, Equatable {
        /// The first that a request has decides: a user's requests have one version. `key`
        package var keys: [AssignmentKey] = [.address]
        /// Origins are told version and reason: `X-Worker-Version`. `origin_header`
        package var tellsOrigins = false

        package init() {}
    }
}

extension Config {
    /// Versions of workers that are ready at once: of each worker the one that answers, another beside it (the one before
    /// or a candidate), and those that wait for previews.
    package var versionsReadyMax: Int {
        guard admin != nil else { return workers.count }
        return (workers.count + deploy.workersMax) * (2 + deploy.previewsMax)
    }
}
