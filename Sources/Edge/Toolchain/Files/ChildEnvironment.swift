internal import Glibc
internal import Synchronization

/// The environment of the programs that this process starts: its own, but for what they have no business with.
package enum ChildEnvironment {
    private static let withheld = Mutex<Set<String>>([])

    /// From now on no child gets these variables: they hold workers' secrets. Any thread.
    package static func withhold(_ names: some Sequence<String>) {
        withheld.withLock { $0.formUnion(names) }
    }

    /// `NAME=value` each.
    static var entries: [String] {
        let withheld = withheld.withLock { $0 }
        var entries: [String] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            let name = String(text.prefix { $0 != "=" })
            if !withheld.contains(name) { entries.append(text) }
            unsafe next += 1
        }
        return entries
    }
}
