extension ConfigDecoder {
    private static let listenerExample = "[[listeners]] address = \"0.0.0.0:8443\""

    mutating func decodeListeners(_ root: inout TableReader) {
        let tables = root.tables("listeners", example: Self.listenerExample)
        if tables.isEmpty, issues.list.allSatisfy({ $0.key != "listeners" }) {
            issues.add(line: root.node.line, key: "listeners", "there is none", "add \(Self.listenerExample)")
        }
        var seen: [String: Int] = [:]
        for var table in tables {
            decodeListener(&table, seen: &seen)
        }
    }

    private mutating func decodeListener(_ table: inout TableReader, seen: inout [String: Int]) {
        let address = table.requiredString("address", example: "0.0.0.0:8443")
        let socket = address.flatMap { socketAddress($0.text, at: $0.node) }
        let name = table.string("name", example: "inside")
        let cleartext = table.boolean("cleartext", default: false)
        let certificates = decodeCertificates(&table)
        if cleartext, let node = table.take("certificates") {
            issues.add(node, "a cleartext listener uses no certificate", "remove this key, or cleartext = true")
        }
        table.finish(hints: [
            "port": "the port is part of address: \"0.0.0.0:8443\"",
            "tls": "every listener speaks TLS unless cleartext = true",
            "key": "write certificates = [{ certificate = \"cert.pem\", key = \"key.pem\" }]",
        ])
        if let name { checkName(name.text, line: name.node.line, key: name.node.path) }
        let label = name?.text ?? address?.text ?? ""
        note(label, kind: "name", node: name?.node, seen: &seen)
        if let socket, let node = address?.node, socket.port != 0 {
            note("\(socket.host) port \(socket.port)", kind: "address", node: node, seen: &seen)
        }
        // Routes refer to listeners by name: a listener with mistakes keeps its place.
        listenerNames.append(label)
        config.listeners.append(
            Config.Listener(
                name: label, host: socket?.host ?? "", port: socket?.port ?? 0, cleartext: cleartext,
                certificates: certificates))
    }

    /// Remembers a name or an address; reports the second use.
    private func note(_ text: String, kind: String, node: TOMLNode?, seen: inout [String: Int]) {
        guard let node else { return }
        if let line = seen["\(kind) \(text)"] {
            issues.add(node, "the listener at line \(line) has this \(kind) already", "give each listener its own")
        } else {
            seen["\(kind) \(text)"] = node.line
        }
    }

    /// `IPv4:port` or `[IPv6]:port`; `localhost` means 127.0.0.1.
    func socketAddress(_ text: String, at node: TOMLNode) -> (host: String, port: UInt16)? {
        let remedy = "write an IP address and a port, such as \"0.0.0.0:8443\" or \"[::]:8443\""
        guard let parts = HostAndPort(text), let port = parts.port else {
            issues.add(node, "\(TOMLNode.quoted(text)) is no address with a port", remedy)
            return nil
        }
        let host = parts.host == "localhost" ? "127.0.0.1" : parts.host
        guard HostAndPort.isIPv4(host) || HostAndPort.isIPv6(host) else {
            issues.add(node, "\(TOMLNode.quoted(parts.host)) is no IP address", remedy)
            return nil
        }
        return (host, port)
    }

    func decodeCertificates(_ table: inout TableReader) -> [Config.Certificate] {
        let example = "certificates = [{ certificate = \"cert.pem\", key = \"key.pem\" }]"
        return table.tables("certificates", example: example).compactMap { entry in
            var entry = entry
            let certificate = pemFile(&entry, "certificate", example: "cert.pem", holds: "-----BEGIN CERTIFICATE-----")
            let key = pemFile(&entry, "key", example: "key.pem", holds: "PRIVATE KEY-----")
            entry.finish()
            guard let certificate, let key else { return nil }
            return Config.Certificate(certificate: certificate, key: key)
        }
    }

    private func pemFile(_ table: inout TableReader, _ key: String, example: String, holds mark: String) -> String? {
        guard let (text, node) = table.requiredString(key, example: example) else { return nil }
        return readablePEM(text, at: node, mark: mark) ? absolute(text) : nil
    }

    /// Whether the file is there, may be read and holds what `mark` begins; issues else.
    func readablePEM(_ text: String, at node: TOMLNode, mark: String) -> Bool {
        let path = absolute(text)
        switch FileProbe.read(path, bytesMax: 1 << 20) {
        case .failure(let problem):
            issues.add(
                node, "\(TOMLNode.quoted(path: path)) cannot be read: \(problem.text)",
                "name a PEM file that this user may read (relative paths start at the directory of this file)")
            return false
        case .success(let bytes):
            guard bytes.firstRange(of: mark.utf8) == nil else { return true }
            let kind = mark.contains("KEY") ? "private key" : "certificate"
            issues.add(node, "\(TOMLNode.quoted(path: path)) holds no \(kind)", "name a PEM file with a \(kind) in it")
            return false
        }
    }
}
