/// What of a JSON document is wanted, by paths: the rest is stepped over, and checked like the rest, in one pass and
/// without a tree.
///
///     let user = JSONShape("id", "name", "address.city")      // {"id":7,"name":"Ada","address":{"city":"London"}}
///     let orders = JSONShape(at: ":5", "id", "total")         // [{"id":1,"total":2.5},{"id":2,"total":3}, …]: the first five
///     let titles = JSONShape(at: "items.*.title")             // ["Soap","Towel"]
///
/// A path is names with dots between them. In an array a number is one of its elements, `*` all, `:5` the first five, `2:5`
/// those from 2 on and below 5. What is around the paths stays around them; what leads to `at` does not, but for arrays of
/// which more than one element is meant. Members come in the document's order; of several with one name, the first. Where
/// two paths of one array mean the same element, the first path has it.
///
/// Make shapes in the worker's `init()`: they are part of its snapshot then and cost a request nothing.
public struct JSONShape {
    /// What becomes of a path that leads to nothing.
    public enum Missing: Sendable {
        case omitted
        case null
        /// The document is refused with `JSONError.missing`.
        case refused
    }

    /// Names under one name, at most.
    public static var namesMax: Int { 64 }

    private var nodes: [JSONShapeNode]
    private let missing: Missing
    private let root: StaticString

    /// - Parameters:
    ///   - prefix: Where the paths begin; empty: at the document itself.
    ///   - paths: Without any: the whole value.
    ///   - missing: For each path, and for `prefix` in each element of an array that it goes through.
    @export(interface)
    public init(at prefix: StaticString = "", _ paths: StaticString..., missing: Missing = .omitted) {
        nodes = [JSONShapeNode()]
        self.missing = missing
        root = prefix
        let start = add(prefix, to: 0)
        for index in 0..<start { nodes[index].isOpened = true }
        for path in paths { _ = add(path, to: start) }
    }

    /// The shape of a whole text, as a text of its own; the same one where all of it is wanted.
    ///
    /// - Throws: What is wrong with the text; `missing` for what is refused, and where nothing is at `at`.
    @export(interface)
    public func bytes(from text: Bytes) throws(JSONError) -> Bytes {
        var reader = JSONReader(text)
        if nodes[0].firstChild == 0 {
            let value = try reader.value()
            try reader.end()
            return value
        }
        var out = JSONWriter()
        guard try copy(from: &reader, to: &out) else {
            throw nodes[0].isOpened ? .missing(JSONError.StaticKey(stringLiteral: root)) : .mismatch(at: 0)
        }
        try reader.end()
        return Bytes(copying: out.bytes)
    }

    /// Reads the next value and writes its shape. False: there is nothing at `at`, and nothing was written.
    @export(interface)
    public func copy(from reader: inout JSONReader, to out: inout JSONWriter) throws(JSONError) -> Bool {
        try copy(0, &reader, &out)
    }

    // MARK: paths

    /// Adds a path's steps; returns the last one's node.
    private mutating func add(_ path: StaticString, to start: Int) -> Int {
        let text = Bytes(path)
        var node = start
        var from = 0
        while from < text.count {
            var end = from
            while end < text.count, text[end] != UInt8(ascii: ".") { end += 1 }
            node = child(of: node, text.slice(from..<end), path)
            from = end + 1
        }
        return node
    }

    private mutating func child(of node: Int, _ name: Bytes, _ path: StaticString) -> Int {
        var last = 0
        var count = 0
        for child in children(of: node) {
            if nodes[child].name == name { return child }
            last = child
            count += 1
        }
        precondition(count < JSONShape.namesMax)
        nodes.append(JSONShapeNode(name, path, place: count))
        if last == 0 { nodes[node].firstChild = nodes.count - 1 } else { nodes[last].sibling = nodes.count - 1 }
        return nodes.count - 1
    }

    private func children(of node: Int) -> JSONShapeChildren {
        JSONShapeChildren(nodes: nodes, following: nodes[node].firstChild)
    }

    // MARK: values

    /// Writes what is wanted of the next value; false if there is none, and nothing was written.
    private func copy(
        _ node: Int, _ reader: inout JSONReader, _ out: inout JSONWriter
    ) throws(JSONError) -> Bool {
        let first = nodes[node].firstChild
        if first == 0 {
            out.raw(try reader.value())
            return true
        }
        let kind = try reader.kind()
        guard fits(node, kind) else {
            try reader.value()
            return try absent(first, &out)
        }
        if nodes[node].isOpened {
            if kind == .object { return try opened(first, &reader, &out) }
            if let index = nodes[first].index { return try element(index, first, &reader, &out) }
        }
        if kind == .object { try members(node, &reader, &out) } else { try elements(node, &reader, &out) }
        return true
    }

    /// Whether a value of this kind may have what is wanted of it.
    private func fits(_ node: Int, _ kind: JSONReader.Kind) -> Bool {
        switch kind {
        case .object: children(of: node).contains { child in nodes[child].isName }
        case .array: children(of: node).contains { child in nodes[child].elements != nil }
        default: false
        }
    }

    private func members(_ node: Int, _ reader: inout JSONReader, _ out: inout JSONWriter) throws(JSONError) {
        var seen: UInt64 = 0
        var written: UInt64 = 0
        try out.object { out throws(JSONError) in
            try reader.object { key, value throws(JSONError) in
                guard let child = child(of: node, called: key), seen >> nodes[child].place & 1 == 0 else { return }
                seen |= 1 << nodes[child].place
                if nodes[child].firstChild != 0 {
                    guard fits(child, try value.kind()) else { return }
                }
                written |= 1 << nodes[child].place
                out.key(key)
                _ = try copy(child, &value, &out)
            }
            guard missing != .omitted else { return }
            for child in children(of: node) where written >> nodes[child].place & 1 == 0 && nodes[child].isName {
                if missing == .null { out.key(nodes[child].key) }
                _ = try absent(child, &out)
            }
        }
    }

    private func elements(_ node: Int, _ reader: inout JSONReader, _ out: inout JSONWriter) throws(JSONError) {
        var index = 0
        try out.array { out throws(JSONError) in
            try reader.array { value throws(JSONError) in
                defer { index += 1 }
                var child = nodes[node].firstChild
                while child != 0 {
                    if let wanted = nodes[child].elements, wanted.contains(index) {
                        _ = try copy(child, &value, &out)
                        return
                    }
                    child = nodes[child].sibling
                }
            }
            // Of one element, and not of several, it can be said that it is missing.
            for child in children(of: node) {
                if let wanted = nodes[child].index, wanted >= index { _ = try absent(child, &out) }
            }
        }
    }

    /// An object on the way to `at`: its one member takes its place.
    private func opened(
        _ child: Int, _ reader: inout JSONReader, _ out: inout JSONWriter
    ) throws(JSONError) -> Bool {
        var isFound = false
        var isWritten = false
        try reader.object { key, value throws(JSONError) in
            guard !isFound, nodes[child].isCalled(key) else { return }
            isFound = true
            isWritten = try copy(child, &value, &out)
        }
        return try isFound ? isWritten : absent(child, &out)
    }

    /// An array on the way to `at`, of which one element is meant: that takes its place.
    private func element(
        _ wanted: Int, _ child: Int, _ reader: inout JSONReader, _ out: inout JSONWriter
    ) throws(JSONError) -> Bool {
        var index = 0
        var isWritten = false
        try reader.array { value throws(JSONError) in
            if index == wanted { isWritten = try copy(child, &value, &out) }
            index += 1
        }
        return try index > wanted ? isWritten : absent(child, &out)
    }

    /// In the place of a value that is not there.
    private func absent(_ node: Int, _ out: inout JSONWriter) throws(JSONError) -> Bool {
        switch missing {
        case .omitted: return false
        case .null:
            out.null()
            return true
        case .refused: throw .missing(JSONError.StaticKey(stringLiteral: nodes[node].path))
        }
    }

    private func child(of node: Int, called key: JSONString) -> Int? {
        var child = nodes[node].firstChild
        while child != 0 {
            if nodes[child].isCalled(key) { return child }
            child = nodes[child].sibling
        }
        return nil
    }
}
