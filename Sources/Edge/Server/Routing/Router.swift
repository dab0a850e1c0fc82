/// Finds the route of a request: the exact host wins over the longest wildcard over any host; within one host the exact
/// path wins over the longest prefix. A host whose paths do not match falls back to the next less specific one.
///
/// Process lifetime; built once from checked routes, immutable, shared by all loops. A look-up allocates nothing and
/// reads each byte of host and path once per candidate host, whatever the number of routes. Where two routes are equally
/// specific (a mistake that `ConfigCheck` reports) the first is found.
package final class Router: Sendable {
    private let hosts: HostTable
    private let paths: PathTrie
    /// Per listener, the host set of `*`; -1: none. One entry per listener.
    private let anyHost: [Int32]

    /// `listenerCount` as in `Config.listeners`: routes without a listener hold on each of them.
    package init(routes: [Route], listenerCount: Int) {
        var builder = RouterBuilder(listenerCount: listenerCount)
        for (index, route) in routes.enumerated() {
            builder.add(route, index: Int32(truncatingIfNeeded: index))
        }
        (hosts, paths, anyHost) = builder.build()
    }

    /// The index of the most specific route, or -1.
    ///
    /// - Parameters:
    ///   - host: as in the `Host` field: any case, with or without port.
    ///   - path: in normal form (`PathNormaliser`), without query.
    package func route(listener: Int, host: UnsafeRawBufferPointer, path: UnsafeRawBufferPointer) -> Int32 {
        guard anyHost.indices.contains(listener) else { return -1 }
        var candidate = unsafe hosts.mostSpecific(listener: listener, host: HostTable.name(in: host))
        while candidate >= 0 {
            let found = unsafe paths.route(root: hosts.entries[Int(candidate)].root, path: path)
            if found >= 0 { return found }
            candidate = hosts.entries[Int(candidate)].fallback
        }
        let root = anyHost[listener]
        return root < 0 ? -1 : unsafe paths.route(root: root, path: path)
    }
}
