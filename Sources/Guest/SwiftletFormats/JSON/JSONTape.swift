internal import CWorkerABI

/// The parts of a JSON text in a row: a value, then all that is within it, then the value after it.
///
/// One run of memory for a whole document, in the arena, which a request never gives back: no allocation, no reference
/// count and no copy for a value. A text of n bytes takes at most 6 n.
@safe struct JSONTape {
    /// What is known of one part.
    struct Node {
        var kind: JSONReader.Kind
        var hasEscapes = false
        /// Where it begins in the text; of a container: how many values are right in it (keys count too).
        var start: UInt32
        /// Where it ends in the text; of a container: the node behind all that is within it.
        var end: UInt32
    }

    let text: JSONText
    private var nodes: UnsafeMutablePointer<Node>
    private var capacity: Int
    private(set) var count = 0
    /// The innermost container that is open; its `end` is the one around it until it is closed.
    private var open = UInt32.max

    @export(interface)
    init(_ text: JSONText) {
        self.text = text
        capacity = text.count / 6 + 16
        unsafe nodes = JSONTape.room(capacity)
    }

    subscript(index: Int) -> Node {
        precondition(index >= 0 && index < count)
        return unsafe nodes[index]
    }

    /// The node behind that one and all that is within it.
    func next(after index: Int) -> Int {
        let node = self[index]
        return node.kind == .array || node.kind == .object ? Int(node.end) : index + 1
    }

    private mutating func append(_ node: Node) {
        if count == capacity { grow() }
        unsafe nodes[count] = node
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = unsafe JSONTape.room(capacity * 2)
        unsafe larger.update(from: nodes, count: count)
        unsafe nodes = larger
        capacity *= 2
    }

    private static func room(_ capacity: Int) -> UnsafeMutablePointer<Node> {
        unsafe swiftlet_arena(capacity * MemoryLayout<Node>.stride).bindMemory(to: Node.self, capacity: capacity)
    }
}

extension JSONTape: JSONSink {
    @inline(__always)
    mutating func open(isObject: Bool) {
        countOne()
        append(Node(kind: isObject ? .object : .array, start: 0, end: open))
        open = UInt32(truncatingIfNeeded: count &- 1)
    }

    @inline(__always)
    mutating func close() {
        let index = Int(open)
        unsafe open = nodes[index].end
        unsafe nodes[index].end = UInt32(truncatingIfNeeded: count)
    }

    @inline(__always)
    mutating func string(_ start: Int, _ end: Int, hasEscapes: Bool) {
        add(.string, start, end, hasEscapes)
    }

    @inline(__always)
    mutating func scalar(_ start: Int, _ end: Int, first: UInt8) {
        let kind: JSONReader.Kind =
            first < UInt8(ascii: "A") ? .number : first == UInt8(ascii: "n") ? .null : .bool
        add(kind, start, end, false)
    }

    @inline(__always)
    private mutating func add(_ kind: JSONReader.Kind, _ start: Int, _ end: Int, _ hasEscapes: Bool) {
        countOne()
        append(
            Node(
                kind: kind, hasEscapes: hasEscapes, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end)))
    }

    @inline(__always)
    private mutating func countOne() {
        if open != .max { unsafe nodes[Int(open)].start &+= 1 }
    }
}
