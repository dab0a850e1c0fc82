/// The items of a query, or of a form: `page=2&tag=a&tag=b` (application/x-www-form-urlencoded, WHATWG URL section 5).
///
///     let page = request.query["page"]
///     var query: QueryItems = ["q": "soap & water"]
///     query.append("page", "2")                        // q=soap+%26+water&page=2
///     request.query["utm_source"] = nil                // the others stay as they were written
///
/// A value. Names are case-sensitive; order is kept. What it is made from is taken apart when asked for: each lookup
/// reads it from its beginning, and items that nobody changes are written out as they were.
public struct QueryItems {
    /// Items as they came, in one piece.
    private var source: Bytes
    /// The items after those of `source`.
    private var items: [QueryItem] = []

    /// No items.
    public init() {
        source = Bytes()
    }

    /// Reads `text`, which has no `?` before it. Every text is a list of items.
    public init(_ text: Bytes) {
        source = text
    }

    public init(_ text: String) {
        self.init(Bytes(copying: text))
    }

    /// The value of the first item called `name`; nil without one.
    ///
    /// Setting replaces all of that name by one, where the first was, or, with nil, removes them.
    public subscript(name: StaticString) -> String? {
        get { first(Bytes(name))?.text }
        set { change(Bytes(name), newValue) }
    }

    /// As with a literal.
    @_disfavoredOverload
    public subscript(name: String) -> String? {
        get { first(Bytes(copying: name))?.text }
        set { change(Bytes(copying: name), newValue) }
    }

    /// The value of each item called `name`, in order.
    public subscript(values name: StaticString) -> [String] {
        var values: [String] = []
        for item in self where item.isCalled(Bytes(name)) { values.append(item.value) }
        return values
    }

    /// The value of the first item called `name`, as bytes.
    public func first(_ name: StaticString) -> Bytes? {
        first(Bytes(name))
    }

    public func contains(_ name: StaticString) -> Bool {
        contains { item in item.isCalled(Bytes(name)) }
    }

    public var isEmpty: Bool {
        var items = makeIterator()
        return items.next() == nil
    }

    /// Adds an item, whether or not there is one of that name.
    public mutating func append(_ name: String, _ value: String) {
        items.append(QueryItem(encoding: Bytes(copying: name), Bytes(copying: value)))
    }

    public mutating func append(_ name: Bytes, _ value: Bytes) {
        items.append(QueryItem(encoding: name, value))
    }

    /// Removes every item for which `shouldRemove` is true:
    /// `request.query.removeAll { item in item.name.hasPrefix("utm_") }`.
    @export(interface)
    public mutating func removeAll(where shouldRemove: (QueryItem) -> Bool) {
        var kept: [QueryItem] = []
        for item in self where !shouldRemove(item) { kept.append(item) }
        source = Bytes()
        items = kept
    }

    /// Sorts the items by the bytes of their names; those of one name stay in order. For cache keys.
    @export(interface)
    public mutating func sort() {
        // Not `sort(by:)`, which does not promise to keep the order of equals. This one merges runs of doubling length.
        var from: [QueryItem] = []
        for item in self { from.append(item) }
        var length = 1
        while length < from.count {
            var merged: [QueryItem] = []
            merged.reserveCapacity(from.count)
            var start = 0
            while start < from.count {
                let middle = Swift.min(start + length, from.count)
                let end = Swift.min(middle + length, from.count)
                var left = start
                var right = middle
                while left < middle || right < end {
                    let takesLeft = right == end || left < middle && !from[right].isNamed(before: from[left])
                    merged.append(from[takesLeft ? left : right])
                    if takesLeft { left += 1 } else { right += 1 }
                }
                start = end
            }
            from = merged
            length *= 2
        }
        source = Bytes()
        items = from
    }

    /// The items as a query or form has them.
    @export(interface)
    public var bytes: Bytes {
        if items.isEmpty { return source }
        var room = source.count
        for item in items { room += item.raw.count + 1 }
        var text = BytesBuilder(capacity: room)
        text.append(source)
        for item in items {
            if text.count > 0 { text.append(UInt8(ascii: "&")) }
            text.append(item.raw)
        }
        return text.finish()
    }

    /// `bytes` as text.
    public var text: String { bytes.text }

    @export(interface)
    private func first(_ name: Bytes) -> Bytes? {
        for item in self where item.isCalled(name) { return item.valueBytes }
        return nil
    }

    @export(interface)
    private mutating func change(_ name: Bytes, _ value: String?) {
        var replacement = value.map { value in QueryItem(encoding: name, Bytes(copying: value)) }
        var kept: [QueryItem] = []
        for item in self {
            if !item.isCalled(name) {
                kept.append(item)
            } else if let new = replacement {
                kept.append(new)
                replacement = nil
            }
        }
        if let replacement { kept.append(replacement) }
        source = Bytes()
        items = kept
    }
}

extension QueryItems: Sequence {
    public struct Iterator: IteratorProtocol {
        fileprivate let source: Bytes
        fileprivate var position = 0
        fileprivate let items: [QueryItem]
        fileprivate var index = 0

        public mutating func next() -> QueryItem? {
            while position < source.count {
                let end = source.position(of: UInt8(ascii: "&"), from: position)
                let item = source.slice(position..<end)
                position = end + 1
                // Nothing between two `&` is no item.
                if item.count > 0 { return QueryItem(item) }
            }
            guard index < items.count else { return nil }
            index += 1
            return items[index - 1]
        }
    }

    public func makeIterator() -> Iterator {
        Iterator(source: source, items: items)
    }
}

extension QueryItems: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements { append(name, value) }
    }
}
