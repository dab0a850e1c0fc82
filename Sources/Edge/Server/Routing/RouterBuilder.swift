/// Sorts routes by listener, host and path into the tables of a `Router`. At set-up only.
struct RouterBuilder {
    private struct HostKey: Hashable {
        var listener: Int
        /// In lower case, a wildcard with its dot; empty: any host.
        var name: String
    }

    private let listenerCount: Int
    private var leaves: [HostKey: [String: PathTrie.Leaf]] = [:]

    init(listenerCount: Int) {
        self.listenerCount = listenerCount
    }

    mutating func add(_ route: Route, index: Int32) {
        let listeners = route.listener.map { $0..<$0 + 1 } ?? 0..<listenerCount
        for listener in listeners {
            add(route.pattern, listener: listener, index: index)
        }
    }

    consuming func build() -> (hosts: HostTable, paths: PathTrie, anyHost: [Int32]) {
        var trie = PathTrie()
        var hosts = HostTable()
        var anyHost = Array(repeating: Int32(-1), count: listenerCount)
        for (key, paths) in leaves {
            let sorted = paths.values.sorted { $0.path.lexicographicallyPrecedes($1.path) }
            let root = trie.addTree(sorted[...])
            guard !key.name.isEmpty else {
                anyHost[key.listener] = root
                continue
            }
            hosts.add(name: key.name, listener: key.listener, root: root)
        }
        hosts.seal()
        return (hosts, trie, anyHost)
    }

    private mutating func add(_ pattern: RoutePattern, listener: Int, index: Int32) {
        let host =
            switch pattern.host {
            case .any: ""
            case .suffix(let name), .exact(let name): name
            }
        let key = HostKey(listener: listener, name: host)
        let path = pattern.path.text
        var leaf = leaves[key]?[path] ?? PathTrie.Leaf(path: Array(path.utf8))
        switch pattern.path {
        case .exact: if leaf.exact < 0 { leaf.exact = index }
        case .prefix: if leaf.prefix < 0 { leaf.prefix = index }
        }
        leaves[key, default: [:]][path] = leaf
    }
}
