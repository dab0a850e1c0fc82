extension Request {
    /// Scheme, authority and target as one URL; nil where they make none, and for a request made by the worker unless
    /// its target is a whole URL.
    @export(interface)
    public var url: URL? {
        guard let block, !block.authority.isEmpty else { return try? URL(targetBytes) }
        let authority = block.authority
        let target = targetBytes
        guard target.first == UInt8(ascii: "/") else { return nil }
        var text = BytesBuilder(capacity: authority.count + target.count + 8)
        text.append(block.isSecure ? "https://" : "http://")
        text.append(authority)
        text.append(target)
        return try? URL(text.finish())
    }
}
