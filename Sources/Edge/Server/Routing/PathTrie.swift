/// The paths of all hosts: one radix tree per host set, in flat tables. Part of `Router`.
struct PathTrie: Sendable {
    /// The bytes between a node and its parent, and what ends here.
    struct Node: Sendable {
        /// In `labels`.
        var labelStart: Int32 = 0
        var labelLength: Int32 = 0
        /// The first of its children in `firstBytes` and `children`; they are sorted by first byte.
        var childrenStart: Int32 = 0
        var childrenCount: Int32 = 0
        /// The route whose path ends here, or -1.
        var exact: Int32 = -1
        /// The route whose prefix ends here, or -1.
        var prefix: Int32 = -1
    }

    private(set) var nodes: [Node] = []
    private var labels: [UInt8] = []
    /// The first byte of each child's label, beside its node: looking for a child reads neighbours in memory.
    private var firstBytes: [UInt8] = []
    private var children: [Int32] = []

    /// A path of one host set: sorted by bytes, each text at most once.
    struct Leaf {
        var path: [UInt8]
        var exact: Int32 = -1
        var prefix: Int32 = -1
    }

    /// Adds a tree of `leaves` and returns its root. At set-up only.
    mutating func addTree(_ leaves: ArraySlice<Leaf>) -> Int32 {
        addNode(leaves, from: 0)
    }

    /// The exact path, else the longest prefix, else -1.
    func route(root: Int32, path: UnsafeRawBufferPointer) -> Int32 {
        var node = nodes[Int(root)]
        var position = 0
        var best: Int32 = -1
        while true {
            let label = Int(node.labelStart)..<Int(node.labelStart + node.labelLength)
            guard path.count - position >= label.count else { return best }
            for index in label {
                guard unsafe labels[index] == path[position] else { return best }
                position += 1
            }
            if node.prefix >= 0 { best = node.prefix }
            if position == path.count { return node.exact >= 0 ? node.exact : best }
            let child = unsafe child(of: node, startingWith: path[position])
            guard child >= 0 else { return best }
            node = nodes[Int(child)]
        }
    }

    private func child(of node: Node, startingWith byte: UInt8) -> Int32 {
        let start = Int(node.childrenStart)
        for index in start..<start + Int(node.childrenCount) where firstBytes[index] == byte {
            return children[index]
        }
        return -1
    }

    /// A node for `leaves`, which agree in their bytes before `depth`; then its children.
    private mutating func addNode(_ leaves: ArraySlice<Leaf>, from depth: Int) -> Int32 {
        let end = Self.commonLength(leaves, from: depth)
        var node = Node(labelStart: Int32(labels.count), labelLength: Int32(end - depth))
        labels += leaves.first?.path[depth..<end] ?? []
        var rest = leaves
        if let leaf = leaves.first, leaf.path.count == end {
            (node.exact, node.prefix) = (leaf.exact, leaf.prefix)
            rest = leaves.dropFirst()
        }
        var groups: [ArraySlice<Leaf>] = []
        while let byte = rest.first?.path[end] {
            let group = rest.prefix { $0.path[end] == byte }
            groups.append(group)
            rest = rest.dropFirst(group.count)
        }
        node.childrenStart = Int32(children.count)
        node.childrenCount = Int32(groups.count)
        for group in groups {
            firstBytes.append(group.first?.path[end] ?? 0)
            children.append(-1)
        }
        let index = nodes.count
        nodes.append(node)
        for (offset, group) in groups.enumerated() {
            children[Int(node.childrenStart) + offset] = addNode(group, from: end)
        }
        return Int32(index)
    }

    private static func commonLength(_ leaves: ArraySlice<Leaf>, from depth: Int) -> Int {
        // The leaves are sorted: what the first and the last share, all share.
        guard let first = leaves.first?.path, let last = leaves.last?.path else { return depth }
        var end = depth
        while end < first.count, end < last.count, first[end] == last[end] { end += 1 }
        return end
    }
}
