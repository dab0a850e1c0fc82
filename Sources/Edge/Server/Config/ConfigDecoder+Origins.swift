extension ConfigDecoder {
    private static let originExample = "[origins.shop] url = \"http://127.0.0.1:9000\""

    mutating func decodeOrigins(_ root: inout TableReader) {
        for (name, reader) in root.namedTables("origins", example: Self.originExample) {
            var table = reader
            checkName(name, line: table.node.line, key: table.node.path)
            originNames.append(name)
            let url = originURL(&table) ?? OriginURL(isEncrypted: false, host: "", port: 80)
            config.origins.append(decodeOrigin(name: name, url: url, &table))
        }
    }

    private func decodeOrigin(name: String, url: OriginURL, _ table: inout TableReader) -> Config.Origin {
        var origin = Config.Origin(name: name, url: url)
        let times = Duration.milliseconds(1)...Duration.seconds(3600)
        origin.connectTimeout = table.duration("connect_timeout", times, default: origin.connectTimeout)
        origin.firstByteTimeout = table.duration("first_byte_timeout", times, default: origin.firstByteTimeout)
        origin.idleTimeout = table.duration("idle_timeout", times, default: origin.idleTimeout)
        origin.connectionsMax = table.integer("connections", 1...65_536, default: origin.connectionsMax)
        origin.idleConnectionsMax = table.integer("idle_connections", 0...65_536, default: origin.connectionsMax)
        if origin.idleConnectionsMax > origin.connectionsMax {
            issues.add(
                table.node,
                "idle_connections (\(origin.idleConnectionsMax)) is more than connections (\(origin.connectionsMax))",
                "lower idle_connections or raise connections")
        }
        if let (text, node) = table.string("ca", example: "ca.pem") {
            requireHTTPS(url, node)
            if readablePEM(text, at: node, mark: "-----BEGIN CERTIFICATE-----") {
                origin.authorityFile = absolute(text)
            }
        }
        if let (text, node) = table.string("server_name", example: "shop.example.com") {
            requireHTTPS(url, node)
            if !HostAndPort.isName(text) {
                issues.add(node, "\(TOMLNode.quoted(text)) is no host name", "write one such as \"shop.example.com\"")
            }
            origin.serverName = text.lowercased()
        }
        let verification = "certificates are always verified: name the authority to trust with ca = \"ca.pem\""
        table.finish(hints: [
            "verify": verification, "insecure": verification, "tls_verify": verification,
            "timeout": "write connect_timeout, first_byte_timeout or idle_timeout",
        ])
        return origin
    }

    private func requireHTTPS(_ url: OriginURL, _ node: TOMLNode) {
        guard !url.isEncrypted, !url.host.isEmpty else { return }
        issues.add(node, "the origin's url is not encrypted", "write url = \"https://…\" or remove this key")
    }

    private func originURL(_ table: inout TableReader) -> OriginURL? {
        guard let (text, node) = table.requiredString("url", example: "http://127.0.0.1:9000") else { return nil }
        switch OriginURL.parse(text) {
        case .success(let url): return url
        case .failure(let problem):
            let remedy = "write http:// or https://, host, port if needed, and path if any: \"http://10.0.0.7:9000/v1\""
            issues.add(node, "\(TOMLNode.quoted(text)) \(problem.text)", remedy)
            return nil
        }
    }
}
