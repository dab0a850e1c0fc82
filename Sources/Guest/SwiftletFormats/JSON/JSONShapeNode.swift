/// A step of a path, and those that follow it: `JSONShape`'s paths in one tree.
struct JSONShapeNode {
    /// As the path has it.
    let name: Bytes
    /// The name as a member's.
    let key: JSONString
    /// Which elements of an array it means; nil: none.
    let elements: Range<Int>?
    /// The one element that it means; nil: several, or none.
    let index: Int?
    /// The path that was first to need it, for the error.
    let path: StaticString
    /// Among its siblings.
    let place: Int
    /// It leads to `at`: what it means takes the place of what it is in.
    var isOpened = false
    /// 0: none. The document itself is nobody's child.
    var firstChild = 0
    var sibling = 0

    /// The document itself.
    init() {
        self.init(Bytes(), "", place: 0)
    }

    init(_ name: Bytes, _ path: StaticString, place: Int) {
        self.name = name
        self.path = path
        self.place = place
        key = JSONString(escaping: name)
        elements = JSONShapeNode.elements(name)
        index = name.allSatisfy { byte in byte.isDigit } ? elements?.lowerBound : nil
    }

    /// A member of an object may be meant.
    var isName: Bool { elements == nil || index != nil }

    /// Whether it means the member of this name.
    func isCalled(_ key: JSONString) -> Bool {
        guard key.hasEscapes else { return key.raw == name }
        guard let decoded = try? key.bytes() else { return false }
        return decoded == name
    }

    /// `*`, `7`, `:5`, `2:`, `2:5`.
    private static func elements(_ name: Bytes) -> Range<Int>? {
        if name == "*" { return 0..<Int.max }
        var numbers: (Int?, Int?) = (nil, nil)
        var hasColon = false
        for byte in name {
            if byte == UInt8(ascii: ":"), !hasColon {
                hasColon = true
                continue
            }
            guard byte.isDigit else { return nil }
            let number = (hasColon ? numbers.1 : numbers.0) ?? 0
            // More elements than any text has.
            guard number < 100_000_000 else { return nil }
            let next = number * 10 + Int(byte - UInt8(ascii: "0"))
            if hasColon { numbers.1 = next } else { numbers.0 = next }
        }
        guard hasColon else { return numbers.0.map { number in number..<number + 1 } }
        let start = numbers.0 ?? 0
        return start..<max(numbers.1 ?? .max, start)
    }
}

/// The steps that may follow one.
struct JSONShapeChildren: Sequence, IteratorProtocol {
    let nodes: [JSONShapeNode]
    var following: Int

    mutating func next() -> Int? {
        guard following != 0 else { return nil }
        defer { following = nodes[following].sibling }
        return following
    }
}
