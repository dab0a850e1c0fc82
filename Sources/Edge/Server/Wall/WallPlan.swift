internal import Glibc
internal import Hardening
internal import Loop
internal import TLS

/// What the process may still open once it serves, as the configuration has it: the rules for Landlock.
///
/// Sockets, keys, secrets and the access log are open by then, and need no rule.
enum WallPlan {
    /// - Parameter modules: the workers' files, and the configuration's where it is read again.
    static func rules(_ config: Config, modules: [String]) -> Landlock {
        var rules = Landlock()
        for path in system { rules.allow(path, .read) }
        for case .files(let root) in config.routes.map(\.action) { allow(surroundings: root, &rules) }
        for case .files(let root, _) in config.workers.map(\.fallback.answer) { allow(surroundings: root, &rules) }
        for path in modules { allow(surroundings: path, &rules) }
        if !config.workers.isEmpty || config.admin != nil { rules.allow(config.cacheDirectory, .write) }
        if let admin = config.admin {
            rules.allow(config.deploy.store, .manage)
            // The socket's file goes when the process ends.
            rules.allow(directory(of: admin.socket), .write)
        }
        if config.origins.contains(where: { $0.url.isEncrypted && $0.authorityFile == nil }) {
            for path in TLSLibrary.authorityPlaces { rules.allow(path, .read) }
        }
        for origin in config.origins { rules.allow(port: origin.url.port) }
        if config.origins.contains(where: { Address(host: $0.url.host, port: 0) == nil }) {
            names(&rules)
        }
        return rules
    }

    /// What libraries read whenever they like: where memory and processors are counted, random numbers, OpenSSL's
    /// settings and modules, the C library's. Nothing of it is a secret.
    private static let system = [
        "/proc/self", "/proc/sys/vm", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/urandom", "/dev/null",
        "/etc/localtime",
        "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", TLSLibrary.configurationFile,
    ]

    /// The name resolver's files. They are replaced by renaming, so that their directories are allowed: a look-up must
    /// not fail because somebody has edited /etc/hosts.
    private static func names(_ rules: inout Landlock) {
        rules.allow("/etc", .read)
        for file in ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"] {
            if let real = real(file), !real.hasPrefix("/etc/") { rules.allow(directory(of: real), .read) }
        }
        rules.allow(port: 53)
    }

    /// A rule holds for what is there now, but what is served may be swapped by renaming, or by a symbolic link that leads
    /// elsewhere: so the directory is allowed in which it lies, and that in which it really lies. But never `/`.
    private static func allow(surroundings path: String, _ rules: inout Landlock) {
        for place in [path, real(path)] {
            guard let place else { continue }
            let above = directory(of: place)
            rules.allow(above == "/" ? place : above, .read)
        }
    }

    private static func directory(of path: String) -> String {
        let above = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return above.isEmpty ? "/" : String(above)
    }

    private static func real(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
