import Admin
import ArgumentParser

/// The options of every command that asks a running host.
struct HostOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The host's admin API: a unix socket's path or an https URL. Default: [admin] of ./swiftlet.toml, else $SWIFTLET_ADMIN.",
            valueName: "socket|url"))
    var host: String?

    @Option(help: ArgumentHelp("A file with the bearer token to show at an https URL.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "The authorities to trust instead of the system's, as PEM; the host's own certificate will do.",
            valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("A client certificate to show, as PEM.", valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("Its private key, as PEM; default: in the certificate's file.", valueName: "file"))
    var key: String?

    @Flag(help: "Print one JSON object on standard output instead.")
    var json = false

    private static let tokenBytesMax = 4 << 10

    /// Asks what `body` asks; prints why it got no answer.
    func run(_ command: String, _ body: (AdminClient) throws(CommandError) -> Void) throws {
        do throws(CommandError) {
            try body(AdminClient(try endpoint()))
        } catch {
            throw error.printed(by: command, json: json)
        }
    }

    /// Prints a host's answer: as it is, or what `text` makes of it.
    func show<Value: AdminValue>(_ value: Value, _ text: () -> String) {
        printLine(json ? String(decoding: value.jsonText, as: UTF8.self) : text())
    }

    private func endpoint() throws(CommandError) -> AdminEndpoint {
        let address: String
        if let host { address = host } else { address = try AdminAddress.standard() }
        guard let endpoint = AdminEndpoint(text: address) else {
            throw .usage("--host \(address): write a socket's path, or a URL such as https://edge.example:9443")
        }
        switch endpoint {
        case .socket:
            for (name, value) in [("--token-file", tokenFile), ("--ca", ca), ("--cert", cert), ("--key", key)]
            where value != nil {
                throw .usage("\(name) is for https URLs: \(address) is a socket, whose file mode decides who may")
            }
            return endpoint
        case .tls(var tls):
            if let tokenFile { tls.token = try Self.token(tokenFile) }
            if key != nil, cert == nil { throw .usage("--key: name the certificate too, with --cert") }
            tls.authorities = ca
            tls.certificate = cert
            tls.key = key
            return .tls(tls)
        }
    }

    /// One line. It is said back nowhere.
    private static func token(_ file: String) throws(CommandError) -> String {
        let bytes = try LocalFile.read(file, bytesMax: tokenBytesMax)
        let line = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).first ?? []
        let token = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        guard !token.isEmpty, token.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .usage("--token-file \(file): its first line is no token")
        }
        return String(decoding: token, as: UTF8.self)
    }
}

extension AdminClientError {
    /// What the command ends with (sysexits.h); docs/cli.md has the table.
    var asCommandError: CommandError {
        switch self {
        case .unreachable(let text), .broken(let text): CommandError(69, text)
        case .credentials(let text): .usage(text)
        case .skew(let text): CommandError(76, text)
        case .refused(let problem): CommandError(problem)
        }
    }
}

extension CommandError {
    /// Conflicts with what somebody else does or has just done.
    private static let passing = ["version_conflict", "plan_changed", "rollout_running", "conflict"]

    init(_ problem: AdminError) {
        let code: Int32 =
            switch problem.status {
            case 401, 403: 77
            case 429, 503: 75
            case 422 where problem.code == "bad_config": 78
            // The others contradict what is, and will an hour later.
            case 409 where Self.passing.contains(problem.code): 75
            case 500...: 74
            default: 1
            }
        var message = problem.step.map { "at step \($0.rawValue): \(problem.detail)" } ?? problem.detail
        if let remedy = problem.remedy { message += "\n  \(remedy)" }
        var members: [(name: String, value: JSON)] = [
            ("error", JSON(problem.detail)), ("code", JSON(problem.code)), ("status", JSON(problem.status)),
            ("remedy", JSON(problem.remedy)),
        ]
        if let step = problem.step { members.append(("step", JSON(step.rawValue))) }
        self.init(code, message.printable, object: .object(members))
    }
}

/// What a host answers, or why it does not, as commands say it.
func asked<Value>(_ question: () throws(AdminClientError) -> Value) throws(CommandError) -> Value {
    do throws(AdminClientError) { return try question() } catch { throw error.asCommandError }
}
