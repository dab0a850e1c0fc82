internal import Deploy
internal import Glibc
internal import Hardening
internal import Isolate
internal import Loop

/// Turns the document into a `Config`, key by key; the sections have a file each. Used once, at start.
struct ConfigDecoder {
    let issues: ConfigIssues
    /// Where relative paths start.
    let directory: String
    var config = Config()
    /// Secrets of the environment that an earlier reading has taken out of it, by variable.
    let known: [String: SecretValue]

    /// Names in the file, whether or not their entries are right: a mistake in one place is not reported in two.
    var listenerNames: [String] = []
    var originNames: [String] = []
    var workerNames: [String] = []
    /// Where workers reserve places, and how many.
    var reserveNodes: [(count: Int, node: TOMLNode)] = []

    init(issues: ConfigIssues, directory: String, known: [String: SecretValue] = [:]) {
        self.issues = issues
        self.known = known
        self.directory = directory
    }

    mutating func decode(_ document: TOMLNode) {
        guard var root = TableReader(document, issues: issues, example: "threads = 0") else { return }
        config.threads = root.integer("threads", 0...1024, default: 0)
        if config.threads == 0 { config.threads = LoopThread.availableProcessors }
        config.logLevel = logLevel(&root)
        config.accessLog = accessLog(&root)
        decodeUser(&root)
        config.cacheDirectory = cacheDirectory(&root)
        decodeLimits(&root)
        decodeHardening(&root)
        decodeListeners(&root)
        decodeOrigins(&root)
        decodeAdmin(&root)
        decodeDeploy(&root)
        decodeWorkers(&root)
        decodeRoutes(&root)
        root.finish(hints: [
            "tls":
                "certificates belong to a listener: [[listeners]] certificates = [{ certificate = \"…\", key = \"…\" }]",
            "env": "variables belong to a worker: [workers.NAME] env = { … }",
            "access_logs": "write access_log",
        ])
    }

    /// The path of a key's value, made absolute.
    func absolute(_ path: String) -> String {
        FileProbe.absolute(path, in: directory)
    }

    /// Reports what is no name: here, and not when the store refuses it.
    func checkName(_ name: String, line: Int, key: String) {
        guard !WorkerName.isName(name.utf8) else { return }
        issues.add(line: line, key: key, "\(TOMLNode.quoted(name)) is no name", WorkerName.remedy)
    }

    /// The index of a name that another entry refers to; nil, with an issue, where there is none.
    func index(of name: String, among names: [String], what: String, define: String, at node: TOMLNode) -> Int? {
        if let index = names.firstIndex(of: name) { return index }
        let known =
            names.isEmpty ? "the file has none" : "there are: \(names.prefix(20).joined(separator: ", "))"
        let nearest = NearestName.of(name, among: names).map { "did you mean \"\($0)\"?" } ?? "write one of those"
        let remedy = names.isEmpty ? "add \(define)" : "\(nearest) or add \(define)"
        issues.add(node, "no \(what) is named \(TOMLNode.quoted(name)) (\(known))", remedy)
        return nil
    }

    private func logLevel(_ root: inout TableReader) -> Config.LogLevel {
        guard let (text, node) = root.string("log_level", example: "info") else { return .info }
        if let level = Config.LogLevel(rawValue: text) { return level }
        let all = Config.LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
        issues.add(node, "\(TOMLNode.quoted(text)) is no level", "write one of \(all)")
        return .info
    }

    private func accessLog(_ root: inout TableReader) -> Config.AccessLog {
        guard let (text, node) = root.string("access_log", example: "stdout") else { return .off }
        switch text {
        case "off": return .off
        case "stdout": return .standardOutput
        case "stderr": return .standardError
        default:
            let path = absolute(text)
            if FileProbe.kind(FileProbe.directory(of: path)) != .directory {
                issues.add(
                    node, "there is no directory for \(TOMLNode.quoted(text))",
                    "write \"off\", \"stdout\", \"stderr\" or the path of a file in a directory that exists")
            }
            return .file(path)
        }
    }

    /// The key's value; else where the system wants caches: systemd's, the user's, the machine's.
    private func cacheDirectory(_ root: inout TableReader) -> String {
        if let (text, _) = root.string("cache", example: "/var/cache/swiftlet") { return absolute(text) }
        func variable(_ name: String) -> String? {
            guard let value = unsafe getenv(name) else { return nil }
            let text = unsafe String(cString: value)
            return text.hasPrefix("/") ? text : nil
        }
        if let own = variable("CACHE_DIRECTORY") { return own }
        // Another user cannot enter ours.
        if config.user?.isCurrent == false { return "/var/cache/swiftlet" }
        if let user = variable("XDG_CACHE_HOME") { return "\(user)/swiftlet" }
        if let home = variable("HOME") { return absolute("\(home)/.cache/swiftlet") }
        return "/var/cache/swiftlet"
    }
}
