extension Request {
    /// The items of the target's query: `request.query["page"]`.
    ///
    /// Setting them changes the target, also one by one: `request.query["utm_source"] = nil`.
    public var query: QueryItems {
        get { QueryItems(queryBytes ?? Bytes()) }
        set { setQuery(newValue.bytes.percentEncoded(.query)) }
    }

    /// The target after its first `?`, as sent; nil without one.
    public var queryString: String? { queryBytes?.text }

    private var queryBytes: Bytes? {
        let target = targetBytes
        let end = target.position(of: UInt8(ascii: "?"))
        return end < target.count ? target.slice(end + 1..<target.count) : nil
    }

    /// Without a `?` where there is nothing after it.
    private mutating func setQuery(_ query: Bytes) {
        let path = targetBytes.slice(0..<targetBytes.position(of: UInt8(ascii: "?")))
        var target = BytesBuilder(capacity: path.count + query.count + 1)
        target.append(path)
        if query.count > 0 {
            target.append(UInt8(ascii: "?"))
            target.append(query)
        }
        targetBytes = target.finish()
    }
}
