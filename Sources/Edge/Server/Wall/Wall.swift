internal import Glibc
internal import Hardening
internal import Logging

/// The second wall: what the process gives up when all that it needs is open, so that whoever breaks out of a sandbox has
/// little in his hands. docs/security.md says what it keeps out.
///
/// Used once, on the main thread, before any other thread is there.
struct Wall {
    private let config: Config
    private let modules: [String]
    private let file: String?
    private let log: ServerLog
    /// What could not be had.
    private var missing: [String] = []
    /// Asked first: the filter refuses the question.
    private let landlockVersion = Landlock.version

    /// - Parameters:
    ///   - modules: the workers' files, which are read behind the wall.
    ///   - file: the configuration's, which the admin API reads again.
    static func build(
        _ config: Config, modules: [String], _ file: String? = nil, _ log: ServerLog
    ) throws(ServerError) {
        if !config.workers.isEmpty || config.admin != nil {
            try CacheDirectory.prepare(config.cacheDirectory, for: config.user)
        }
        if config.admin != nil { try CacheDirectory.prepare(config.deploy.store, for: config.user) }
        var wall = Wall(config: config, modules: modules, file: file, log: log)
        try wall.becomeUser()
        try wall.build()
    }

    private init(config: Config, modules: [String], file: String?, log: ServerLog) {
        self.config = config
        self.modules = modules
        self.file = file
        self.log = log
    }

    // MARK: the user

    private func becomeUser() throws(ServerError) {
        guard let user = config.user else { return }
        do throws(HardeningError) {
            try user.become()
        } catch {
            throw ServerError(.system, "user = \"\(user.name)\": \(error); start it as root, or as that user")
        }
    }

    // MARK: the rest

    private mutating func build() throws(ServerError) {
        let hardening = config.hardening
        if hardening.noNewPrivileges {
            try attempt("no_new_privileges") { () throws(HardeningError) in try Privileges.gainNoMore() }
        }
        if !hardening.coreDumps {
            try attempt("core_dumps") { () throws(HardeningError) in try Privileges.leaveNoCore() }
        }
        if hardening.landlock {
            let threads = ProcessStatus.current()?.threads ?? 1
            if threads > 1 { try miss("landlock", "\(threads - 1) threads were there before it") }
            let rules = WallPlan.rules(config, modules: modules + [file].compactMap(\.self))
            try attempt("landlock") { () throws(HardeningError) in try rules.restrict() }
            for gap in gaps { log.logger.warning("hardening: landlock: \(gap)") }
        }
        try attempt("seccomp") { () throws(HardeningError) in try SystemCallFilter.install(hardening.seccomp) }
        log.logger.notice("hardening: \(summary)")
    }

    private mutating func attempt(_ key: String, _ step: () throws(HardeningError) -> Void) throws(ServerError) {
        do throws(HardeningError) { try step() } catch { try miss(key, error.description) }
    }

    /// A line, or the end where the configuration wants all or nothing.
    private mutating func miss(_ key: String, _ reason: String) throws(ServerError) {
        guard !config.hardening.required else {
            throw ServerError(
                .system, "hardening.\(key) is not in force: \(reason); the key that asks for it: hardening.required")
        }
        missing.append(key)
        log.logger.warning("hardening: \(key) is not in force: \(reason)")
    }

    /// What an older kernel's Landlock leaves open.
    private var gaps: [String] {
        guard landlockVersion > 0 else { return [] }
        return [
            (Landlock.Version.ports, "TCP ports are not limited, which needs Linux 6.7"),
            (Landlock.Version.scopes, "abstract sockets are not limited, which needs Linux 6.12"),
        ].filter { landlockVersion < $0.0 }.map(\.1)
    }

    /// `user=www (33:33) no_new_privileges landlock=7 seccomp=enforce`
    private var summary: String {
        let hardening = config.hardening
        var parts = ["user=\(config.user.map(\.description) ?? "\(geteuid())\(geteuid() == 0 ? " (set user)" : "")")"]
        if hardening.noNewPrivileges, !missing.contains("no_new_privileges") { parts.append("no_new_privileges") }
        if !hardening.coreDumps, !missing.contains("core_dumps") { parts.append("core_dumps=false") }
        if hardening.landlock, !missing.contains("landlock") { parts.append("landlock=\(landlockVersion)") }
        if hardening.seccomp != .off, !missing.contains("seccomp") {
            parts.append("seccomp=\(hardening.seccomp.rawValue)")
        }
        return parts.joined(separator: " ")
    }
}
