internal import CWorkerABI

/// What writes a body that does not exist yet.
///
/// Its closures lie in the arena and are never released: so `Body`, which every request and response has, stays plain
/// memory. And the code that collects such a body is reached through it alone: a worker without one does not contain it.
@safe struct BodyProducer {
    private struct Node {
        let write: (inout BodyWriter) throws(WorkerError) -> Void
        let collect: (Int) throws(WorkerError) -> Bytes
        let source: Int32
    }

    private let node: UnsafePointer<Node>

    /// `source`: whose body is read by `write`; it must be untouched when that begins. 0: nobody's.
    init(source: Int32, _ write: @escaping (inout BodyWriter) throws(WorkerError) -> Void) {
        let node = unsafe swiftlet_arena(MemoryLayout<Node>.size).bindMemory(to: Node.self, capacity: 1)
        unsafe node.initialize(
            to: Node(
                write: write,
                collect: { limit throws(WorkerError) in
                    var out = BodyWriter(collecting: limit)
                    try write(&out)
                    return Bytes(copying: out.finish())
                },
                source: source))
        unsafe self.node = UnsafePointer(node)
    }

    /// That the body it is made from can still be had.
    func checkSource() throws(WorkerError) {
        let source = unsafe node.pointee.source
        guard source == 0 || Host.use(of: source) == .untouched else { throw .bodyUsed }
    }

    /// Writes the body to the client, all but its end.
    func write() throws(WorkerError) {
        var out = BodyWriter()
        try unsafe node.pointee.write(&out)
    }

    /// The whole body, of at most `limit` bytes.
    func collect(_ limit: Int) throws(WorkerError) -> Bytes {
        try checkSource()
        return try unsafe node.pointee.collect(limit)
    }
}
