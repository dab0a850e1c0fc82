extension Body {
    /// A body that `write` writes part by part, once the client has the response's head.
    ///
    ///     Response(headers: [.contentType: "text/plain"], body: .stream { out throws(WorkerError) in
    ///         for line in lines { try out.write(line) }
    ///     })
    ///
    /// When `write` throws, the client's response is cut short, which tells it that something is missing: the status is
    /// on its way already. It does not run for an answer that has no body: to HEAD, 204, 304.
    ///
    /// Streamed is the body of the answer. Elsewhere (in a request to an origin, or when the worker itself reads it) it is
    /// collected first, in the isolate's memory: at most 8 MiB, or `bytes(limit:)`'s limit; beyond that is `.limit`.
    public static func stream(_ write: @escaping (inout BodyWriter) throws(WorkerError) -> Void) -> Body {
        EarlyAnswer.mayBeNeeded()
        return Body(.made(BodyProducer(source: 0, write)))
    }

    /// This body with every part changed by `change`, as it streams through: one part is in memory at a time.
    ///
    ///     response.body = response.body.map { part in part.map { byte in byte == 0x0A ? 0x20 : byte } }
    ///
    /// Where the parts begin and end is chance: what looks for text that may lie across two of them is a `BodyTransform`.
    /// Throws where it is read what this body's `next()` does, and what `change` does. As with `stream`, nothing runs
    /// before the response's head is given.
    public func map(_ change: @escaping ([UInt8]) throws(WorkerError) -> [UInt8]) -> Body {
        changed { body, out throws(WorkerError) in
            while let part = try body.next() { try out.write(change(part)) }
        }
    }

    /// This body as `transform` rewrites it while it streams through.
    ///
    ///     response.body = response.body.transformed(by: Replacement([("http://internal", "https://shop.example")]))
    public func transformed(by transform: some BodyTransform) -> Body {
        changed { body, out throws(WorkerError) in
            var transform = transform
            while let part = try body.next() { try transform.part(part, to: &out) }
            try transform.end(to: &out)
        }
    }

    private func changed(
        _ write: @escaping (inout Body, inout BodyWriter) throws(WorkerError) -> Void
    ) -> Body {
        let original = self
        EarlyAnswer.mayBeNeeded()
        return Body(
            .made(
                BodyProducer(source: original.handle) { out throws(WorkerError) in
                    var body = original
                    try write(&body, &out)
                }))
    }

    /// Whose body it is; 0 for one that the worker has.
    private var handle: Int32 {
        if case .stream(let handle, _) = source { handle } else { 0 }
    }
}
