/// The value of a header rule: text with variables in it.
enum HeaderTemplate {
    enum Part {
        case text(Bytes)
        case clientAddress, requestID, method, scheme, host, path, query
        case header(Bytes)
        case cookie(Bytes)
    }

    struct Problem: Error {
        let offset: Int
        let reason: HeaderRulesError.Reason
    }

    /// Takes a value apart. What it is made of is added to `parts`, unless it is the same for every request: that is returned.
    @export(interface)
    static func split(_ value: Bytes, into parts: inout [Part]) throws(Problem) -> Bytes {
        guard value.count <= HeaderRules.valueBytesMax else {
            throw Problem(offset: HeaderRules.valueBytesMax, reason: .valueTooLong)
        }
        var own: [Part] = []
        var text = BytesBuilder(capacity: value.count)
        var position = 0
        while position < value.count {
            let byte = value[position]
            guard byte == UInt8(ascii: "\t") || byte >= 0x20 && byte != 0x7f else {
                throw Problem(offset: position, reason: .value)
            }
            guard byte == UInt8(ascii: "$") else {
                text.append(byte)
                position += 1
                continue
            }
            let next = position + 1 < value.count ? value[position + 1] : 0
            if next == UInt8(ascii: "$") {
                text.append(byte)
                position += 2
                continue
            }
            guard next == UInt8(ascii: "{") else { throw Problem(offset: position, reason: .dollar) }
            let end = value.position(of: UInt8(ascii: "}"), from: position)
            guard end < value.count else { throw Problem(offset: position, reason: .unclosed) }
            guard let variable = variable(value.slice(position + 2..<end)) else {
                throw Problem(offset: position, reason: .variable)
            }
            if text.count > 0 { own.append(.text(text.finish())) }
            text = BytesBuilder(capacity: value.count - end)
            own.append(variable)
            position = end + 1
        }
        let rest = text.finish()
        guard !own.isEmpty else { return rest.trimmed }
        parts.append(contentsOf: own)
        if rest.count > 0 { parts.append(.text(rest)) }
        return Bytes()
    }

    private static func variable(_ name: Bytes) -> Part? {
        switch name {
        case "client.ip": return .clientAddress
        case "request.id": return .requestID
        case "request.method": return .method
        case "request.scheme": return .scheme
        case "request.host": return .host
        case "request.path": return .path
        case "request.query": return .query
        default:
            let dot = name.position(of: UInt8(ascii: "."))
            guard dot < name.count else { return nil }
            let key = name.slice(dot + 1..<name.count)
            guard key.isToken else { return nil }
            switch name.slice(0..<dot) {
            case "header": return .header(key)
            case "cookie": return .cookie(key)
            default: return nil
            }
        }
    }
}

extension HeaderTemplate.Part {
    /// What it is for a request: as the client sent it, or, of a request that the worker made, as it is.
    @export(interface)
    func value(_ request: borrowing Request) -> Bytes {
        let block = request.block
        switch self {
        case .text(let text): return text
        case .clientAddress: return block?.clientAddress ?? Bytes()
        case .requestID: return block?.requestID ?? Bytes()
        case .method:
            if let block { return block.method }
            return Bytes(copying: request.newMethod?.rawValue ?? "GET")
        case .scheme:
            guard let block else { return Bytes() }
            return block.isSecure ? Bytes("https") : Bytes("http")
        case .host: return block?.authority ?? Bytes()
        case .path:
            let target = block?.target ?? request.targetBytes
            return target.slice(0..<target.position(of: UInt8(ascii: "?")))
        case .query:
            let target = block?.target ?? request.targetBytes
            return target.slice(Swift.min(target.position(of: UInt8(ascii: "?")) + 1, target.count)..<target.count)
        case .header(let name): return Self.header(name, request)
        case .cookie(let name): return Self.cookie(name, request)
        }
    }

    private static func header(_ name: Bytes, _ request: borrowing Request) -> Bytes {
        guard let block = request.block else { return joined(request.headers.values(name), name) }
        var index = 0
        guard let value = block.next(name, from: &index) else { return Bytes() }
        // The usual case, a field that occurs once, is not copied.
        guard let second = block.next(name, from: &index) else { return value }
        var values = [value, second]
        while let value = block.next(name, from: &index) { values.append(value) }
        return joined(values, name)
    }

    /// RFC 9110 section 5.3; Cookie's list has a separator of its own (RFC 6265 section 4.2.1).
    private static func joined(_ values: [Bytes], _ name: Bytes) -> Bytes {
        guard values.count > 1 else { return values.first ?? Bytes() }
        let separator = name.equalsIgnoringCase(Bytes("cookie")) ? Bytes("; ") : Bytes(", ")
        var text = BytesBuilder(capacity: 256)
        for index in 0..<values.count {
            if index > 0 { text.append(separator) }
            text.append(values[index])
        }
        return text.finish()
    }

    private static func cookie(_ name: Bytes, _ request: borrowing Request) -> Bytes {
        guard let block = request.block else {
            for line in request.headers.values(Bytes("cookie")) {
                if let value = line.cookie(name) { return value }
            }
            return Bytes()
        }
        var index = 0
        while let line = block.next(Bytes("cookie"), from: &index) {
            if let value = line.cookie(name) { return value }
        }
        return Bytes()
    }
}
