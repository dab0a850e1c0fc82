internal import HTTP

/// What a rule's value may take from the request as the client sent it: `${client.ip}`.
enum RuleVariable: Sendable, Equatable {
    case clientAddress, requestID, method, scheme, host, path, query
    /// All fields of that name, joined as RFC 9110 section 5.3 has it.
    case header(name: [UInt8], FieldName)
    /// The first cookie of that name, without double quotes around it.
    case cookie(name: [UInt8])

    static let names = [
        "client.ip", "request.id", "request.method", "request.scheme", "request.host", "request.path", "request.query",
        "header.NAME", "cookie.NAME",
    ]

    /// Nil: there is no such variable.
    init?(_ text: Substring) {
        switch text {
        case "client.ip": self = .clientAddress
        case "request.id": self = .requestID
        case "request.method": self = .method
        case "request.scheme": self = .scheme
        case "request.host": self = .host
        case "request.path": self = .path
        case "request.query": self = .query
        default:
            guard let dot = text.firstIndex(of: ".") else { return nil }
            let name = Array(text[text.index(after: dot)...].utf8)
            guard unsafe name.withUnsafeBytes({ unsafe FieldSyntax.isName($0) }) else { return nil }
            switch text[..<dot] {
            case "header": self = .header(name: name, unsafe name.withUnsafeBytes { unsafe FieldName.of($0) })
            case "cookie": self = .cookie(name: name)
            default: return nil
            }
        }
    }
}
