/// What of a request tells its user from others: `cookie:uid`, `header:X-User`, `address`.
///
/// A rollout names several, of which the first that a request has counts. Who has none gets a version by chance, each
/// request anew. Taking the part out of a request is the server's. A value; deployment lifetime.
package enum AssignmentKey: Equatable, Sendable {
    /// The value of a cookie; names of cookies are case-sensitive (RFC 6265 section 5.4).
    case cookie(String)
    /// The value of a header; the name in lower case.
    case header(String)
    /// The client's address.
    case address

    package init(parsing text: String) throws(RolloutError) {
        if text == "address" {
            self = .address
            return
        }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        let kind = parts.first.map { String(Substring($0)) } ?? ""
        guard parts.count == 2, kind == "cookie" || kind == "header" else {
            throw RolloutError(
                "\(Quoted.text(text)) is no user key",
                remedy: "write \"cookie:NAME\", \"header:NAME\" or \"address\"")
        }
        let name = String(Substring(parts[1]))
        guard 1...RolloutLimits.keyNameBytesMax ~= name.utf8.count, name.utf8.allSatisfy(Self.isTokenByte) else {
            throw RolloutError(
                "\(Quoted.text(name)) is no name of a \(kind)",
                remedy: "write 1 to \(RolloutLimits.keyNameBytesMax) letters, digits, or of !#$%&'*+-.^_`|~")
        }
        self = kind == "cookie" ? .cookie(name) : .header(name.lowercased())
    }

    /// Several, of which the first that a request has counts.
    package static func list(parsing texts: [String]) throws(RolloutError) -> [AssignmentKey] {
        guard 1...RolloutLimits.keySourcesMax ~= texts.count else {
            throw RolloutError(
                "there are \(texts.count) user keys", remedy: "name 1 to \(RolloutLimits.keySourcesMax)")
        }
        var keys: [AssignmentKey] = []
        for text in texts {
            let key = try AssignmentKey(parsing: text)
            guard !keys.contains(key) else {
                throw RolloutError("\(Quoted.text(text)) is there twice", remedy: "name each user key once")
            }
            if keys.last == .address {
                throw RolloutError(
                    "\(Quoted.text(text)) comes after \"address\", which every request has",
                    remedy: "write \"address\" last")
            }
            keys.append(key)
        }
        return keys
    }

    /// What `init(parsing:)` reads.
    package var text: String {
        switch self {
        case .cookie(let name): "cookie:\(name)"
        case .header(let name): "header:\(name)"
        case .address: "address"
        }
    }

    /// RFC 9110 section 5.6.2; cookies' names are tokens too (RFC 6265 section 4.1.1).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
