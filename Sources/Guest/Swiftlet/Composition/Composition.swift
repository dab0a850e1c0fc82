internal import HTTPTypes

/// What a `Composer` got: its parts, and what is missing.
public struct Composition {
    private struct Part {
        let name: StaticString
        let bytes: Bytes
    }

    private var parts: [Part] = []
    /// The parts that could not be had, also those that have something in their place; in the order in which they were
    /// added.
    public private(set) var failures: [PartFailure] = []
    /// The required part that could not be had: there is no page. Parts that were added after it were given up.
    public private(set) var refusal: PartFailure?

    private let missingField: StaticString

    init(_ missingField: StaticString) {
        self.missingField = missingField
    }

    mutating func add(_ name: StaticString, _ bytes: Bytes) {
        parts.append(Part(name: name, bytes: bytes))
    }

    @export(interface)
    mutating func add(_ failure: PartFailure, _ fallback: PartFallback) {
        failures.append(failure)
        log.warning(failure.description)
        switch fallback.kind {
        case .required: refusal = failure
        case .omit: break
        case .value(let bytes): add(failure.part, bytes)
        }
    }

    /// What there is of a part: its shape, or what takes its place; nil where the page goes without it.
    @export(interface)
    public subscript(name: StaticString) -> Bytes? {
        for part in parts where Bytes(part.name) == name { return part.bytes }
        return nil
    }

    /// Reads a part; nil where the page goes without it.
    public func reader(_ name: StaticString) -> JSONReader? {
        self[name].map { bytes in JSONReader(bytes) }
    }

    /// A part as a tree; nil where the page goes without it, and for one that is not JSON.
    public func json(_ name: StaticString) -> JSON? {
        self[name].flatMap { bytes in try? JSON(bytes) }
    }

    /// Writes a part as a member of the object that is being written; nothing where the page goes without it.
    @export(interface)
    public func write(_ name: StaticString, to json: inout JSONWriter) {
        guard let bytes = self[name] else { return }
        json.key(name)
        json.raw(bytes)
    }

    /// The page: an object with all parts, which are JSON, under their names.
    @export(interface)
    public func response() -> Response {
        response { json in
            for part in parts { write(part.name, to: &json) }
        }
    }

    /// The page: an object with the members that `members` writes.
    ///
    ///     parts.response { json in
    ///         json.key("version")
    ///         json.value(2)
    ///         parts.write("user", to: &json)
    ///     }
    ///
    /// X-Missing-Parts names what could not be had, and an incomplete page says `Cache-Control: no-store`. Where a required
    /// part is missing there is no page, but 502, or 504 if the deadline has passed: `{"error":"bad gateway","part":"user"}`.
    public func response(_ members: (inout JSONWriter) -> Void) -> Response {
        var page = JSONWriter()
        if refusal == nil { page.object { page in members(&page) } }
        return response(page.bytes)
    }

    @export(interface)
    private func response(_ page: [UInt8]) -> Response {
        var response = Response(body: .bytes(page))
        if let refusal {
            response.status = refusal.isTimeout ? .gatewayTimeout : .badGateway
            response.body = .bytes(Composition.problem(refusal))
        }
        response.headers.set("Content-Type", Bytes("application/json"))
        guard !failures.isEmpty else { return response }
        response.headers.set("Cache-Control", Bytes("no-store"))
        response.headers.set(missingField, missing)
        return response
    }

    /// For the client: which part, not why.
    private static func problem(_ failure: PartFailure) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("error")
            json.value(failure.isTimeout ? "gateway timeout" : "bad gateway")
            json.key("part")
            json.value(failure.part)
        }
        return json.bytes
    }

    /// `orders, recommendations`
    private var missing: Bytes {
        var names = BytesBuilder(capacity: 64)
        for index in 0..<failures.count {
            if index > 0 { names.append(", ") }
            names.append(failures[index].part)
        }
        return names.finish()
    }
}
