/// What of two responses is compared. A value; deployment lifetime.
package struct DiffRules: Equatable, Sendable {
    /// Headers that differ with every response, or that say what the comparison of the bodies says.
    package static let headersIgnoredAlways: Set<String> = [
        "date", "age", "connection", "keep-alive", "transfer-encoding", "content-length", "server-timing",
    ]

    /// In lower case.
    let ignoredHeaders: Set<String>
    /// Parts of paths in a JSON body; nil is any part.
    let ignoredPaths: [[[UInt8]?]]

    /// `ignore`: JSON Pointers (RFC 6901) into bodies, in which `*` stands for any index or key, and what is below them:
    /// `/trace_id`, `/items/*/at`. `ignoreHeaders`: names, beside those that are ignored always.
    package init(ignore: [String] = [], ignoreHeaders: [String] = []) throws(RolloutError) {
        guard ignore.count <= DiffLimits.ignoredMax, ignoreHeaders.count <= DiffLimits.ignoredMax else {
            throw RolloutError(
                "there are \(max(ignore.count, ignoreHeaders.count)) things to ignore",
                remedy: "name at most \(DiffLimits.ignoredMax)")
        }
        var paths: [[[UInt8]?]] = []
        for text in ignore { paths.append(try Self.path(text)) }
        var headers = Self.headersIgnoredAlways
        for name in ignoreHeaders {
            guard case .header(let name)? = try? AssignmentKey(parsing: "header:\(name)") else {
                throw RolloutError(
                    "\(Quoted.text(name)) is no name of a header", remedy: "write it as in \"x-request-id\"")
            }
            headers.insert(name)
        }
        ignoredPaths = paths
        ignoredHeaders = headers
    }

    /// Both in one list, as people and the admin API write them: `/items/*/at`, `header:x-build`.
    package init(places: [String]) throws(RolloutError) {
        let prefix = "header:"
        try self.init(
            ignore: places.filter { !$0.hasPrefix(prefix) },
            ignoreHeaders: places.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    }

    private static func path(_ text: String) throws(RolloutError) -> [[UInt8]?] {
        let wrong = RolloutError(
            "\(Quoted.text(text)) is no path in a body",
            remedy: "write it as in \"/trace_id\" or \"/items/*/at\"")
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= DiffLimits.ignoredBytesMax else { throw wrong }
        var parts: [[UInt8]?] = []
        for part in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            var key: [UInt8] = []
            var rest = part
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "~") else {
                    key.append(byte)
                    continue
                }
                // RFC 6901 section 3: no other escapes.
                switch rest.popFirst() {
                case UInt8(ascii: "0"): key.append(UInt8(ascii: "~"))
                case UInt8(ascii: "1"): key.append(UInt8(ascii: "/"))
                default: throw wrong
                }
            }
            parts.append(part.elementsEqual("*".utf8) ? nil : key)
        }
        guard parts.count <= DiffLimits.ignoredDepthMax else { throw wrong }
        return parts
    }
}
