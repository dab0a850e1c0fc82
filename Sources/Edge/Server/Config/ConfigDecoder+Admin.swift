internal import Crypto
internal import Glibc

/// `[admin]`: who may change the server while it runs.
extension ConfigDecoder {
    private static let tokenExample = "tokens = [{ name = \"ci\", sha256 = \"…\", scope = \"deploy\" }]"

    mutating func decodeAdmin(_ root: inout TableReader) {
        guard var table = root.table("admin", example: "[admin] socket = \"admin.sock\"") else { return }
        var admin = Config.Admin()
        admin.socket = absolute(table.string("socket", example: "admin.sock")?.text ?? Config.Admin.standardSocket)
        // `sockaddr_un` has room for 108 bytes with the NUL.
        if admin.socket.utf8.count > 107 {
            issues.add(
                table.take("socket") ?? table.node,
                "\(TOMLNode.quoted(path: admin.socket)) is longer than the 107 bytes that a socket's path may have",
                "name a shorter path, such as \"/run/swiftlet/admin.sock\"")
        }
        admin.socketMode = mode(&table)
        admin.connectionsMax = table.integer("connections", 1...1_000, default: admin.connectionsMax)
        admin.timeout = table.duration(
            "timeout", .milliseconds(100)...Duration.seconds(3600), default: admin.timeout)
        admin.tcp = tcp(&table)
        admin.tokens = tokens(&table)
        admin.clients = clients(&table)
        if admin.tcp != nil, admin.tokens.isEmpty, admin.clients.isEmpty {
            issues.add(
                table.take("listen") ?? table.node, "nobody may use it: there are no tokens and no clients",
                "add \(Self.tokenExample)")
        }
        if !admin.clients.isEmpty, admin.tcp?.clientAuthorities == nil {
            issues.add(
                table.take("clients") ?? table.node, "client_authorities is missing",
                "write client_authorities = \"ca.pem\", whose certificates are to count")
        }
        table.finish(hints: [
            "path": "write socket = \"admin.sock\"", "address": "write listen = \"127.0.0.1:9443\"",
            "token": "write \(Self.tokenExample)", "mode": "write socket_mode = \"0600\"",
        ])
        config.admin = admin
    }

    /// Octal digits, as `chmod` takes them.
    private func mode(_ table: inout TableReader) -> UInt32 {
        let standard = Config.Admin().socketMode
        guard let (text, node) = table.string("socket_mode", example: "0600") else { return standard }
        guard text.utf8.count <= 4, let mode = UInt32(text, radix: 8), mode & ~0o777 == 0, mode & 0o600 == 0o600 else {
            issues.add(
                node, "\(TOMLNode.quoted(text)) is no mode of a socket that its owner may use",
                "write octal digits, such as \"0600\", or \"0660\" for a group")
            return standard
        }
        return mode
    }

    private mutating func tcp(_ table: inout TableReader) -> Config.Admin.TCP? {
        let certificates = decodeCertificates(&table)
        let authorities = table.string("client_authorities", example: "ca.pem")
        guard let (text, node) = table.string("listen", example: "127.0.0.1:9443") else {
            for key in ["certificates", "client_authorities"] {
                guard let node = table.take(key) else { continue }
                issues.add(node, "is of use to a TCP listener alone", "add listen = \"127.0.0.1:9443\", or remove it")
            }
            return nil
        }
        if certificates.count > 1, let node = table.take("certificates") {
            issues.add(node, "there are \(certificates.count)", "leave one: this listener has one name")
        }
        guard let socket = socketAddress(text, at: node) else { return nil }
        var tcp = Config.Admin.TCP(host: socket.host, port: socket.port, certificate: certificates.first)
        if let authorities, readablePEM(authorities.text, at: authorities.node, mark: "-----BEGIN CERTIFICATE-----") {
            tcp.clientAuthorities = absolute(authorities.text)
        }
        return tcp
    }

    private func tokens(_ table: inout TableReader) -> [Config.Admin.Token] {
        var names: [String] = []
        return table.tables("tokens", example: Self.tokenExample).compactMap { entry in
            var entry = entry
            let name = name(&entry, &names)
            let digest = entry.requiredString("sha256", example: "9f86d081…")
            let scope = scope(&entry)
            entry.finish(hints: [
                "token":
                    "the token itself does not stand here: write sha256 = \"…\", as `printf %s TOKEN | sha256sum` says"
            ])
            guard let name, let digest, let scope else { return nil }
            let bytes = Hexadecimal.bytes(digest.text.lowercased())
            guard let bytes, bytes.count == HashFunction.sha256.byteCount else {
                // It may be the token: it is not repeated.
                issues.add(
                    digest.node, "is no SHA-256 in hexadecimal digits",
                    "write what `printf %s TOKEN | sha256sum` says: 64 digits")
                return nil
            }
            return Config.Admin.Token(name: name, digest: bytes, scope: scope)
        }
    }

    private func clients(_ table: inout TableReader) -> [Config.Admin.Client] {
        var names: [String] = []
        let example = "clients = [{ name = \"deployer\", scope = \"deploy\" }]"
        return table.tables("clients", example: example).compactMap { entry in
            var entry = entry
            let name = name(&entry, &names)
            let scope = scope(&entry)
            entry.finish()
            guard let name, let scope else { return nil }
            return Config.Admin.Client(name: name, scope: scope)
        }
    }

    /// The entry's name, which no other may have.
    private func name(_ entry: inout TableReader, _ names: inout [String]) -> String? {
        guard let (name, node) = entry.requiredString("name", example: "ci") else { return nil }
        if names.contains(name) { issues.add(node, "\(TOMLNode.quoted(name)) stands here twice", "name them apart") }
        names.append(name)
        return name
    }

    private func scope(_ entry: inout TableReader) -> Config.Admin.Scope? {
        guard let (text, node) = entry.requiredString("scope", example: "deploy") else { return nil }
        if let scope = Config.Admin.Scope(rawValue: text) { return scope }
        let all = Config.Admin.Scope.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        issues.add(node, "\(TOMLNode.quoted(text)) is no scope", "write one of \(all)")
        return nil
    }
}
