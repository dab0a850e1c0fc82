import Swiftlet

/// One answer of the API: fetched, checked, and trimmed to what the page shows.
struct Part {
    /// Orders that the page shows.
    private static let ordersMax = 5

    private let name: StaticString
    private let text: Bytes

    /// Waits for the answer and its body.
    init(_ name: StaticString, _ pending: PendingResponse) throws(PartError) {
        self.name = name
        do throws(WorkerError) {
            let response = try pending.response()
            guard response.status == .ok else { throw .message("status \(response.status.code)") }
            text = try response.body.bytes()
        } catch {
            throw PartError(part: name, reason: .unavailable(error))
        }
    }

    /// The user's id and name.
    func copyUser(to page: inout JSONWriter) throws(PartError) {
        try read { scanner throws(JSONError) in
            try scanner.copyObject("id", "name", to: &page)
        }
    }

    /// Id and total of the first orders.
    func copyOrders(to page: inout JSONWriter) throws(PartError) {
        try read { scanner throws(JSONError) in
            var count = 0
            page.raw("[")
            try scanner.enterArray()
            while try scanner.element() {
                if count >= Self.ordersMax {
                    try scanner.value()
                    continue
                }
                if count > 0 { page.raw(",") }
                try scanner.copyObject("id", "total", to: &page)
                count += 1
            }
            page.raw("]")
        }
    }

    /// The titles of the recommendations.
    func copyTitles(to page: inout JSONWriter) throws(PartError) {
        try read { scanner throws(JSONError) in
            var count = 0
            try scanner.enterArray()
            while try scanner.element() {
                page.raw(count == 0 ? "[" : ",")
                page.raw(try scanner.pick("title"))
                count += 1
            }
            page.raw(count == 0 ? "[]" : "]")
        }
    }

    /// Runs `body` over the whole text, which must be one JSON value.
    private func read(_ body: (inout JSONScanner) throws(JSONError) -> Void) throws(PartError) {
        do throws(JSONError) {
            var scanner = JSONScanner(text)
            try body(&scanner)
            try scanner.end()
        } catch {
            throw PartError(part: name, reason: .malformed(error))
        }
    }
}

extension JSONScanner {
    /// Reads an object and writes one that has but these two of its keys.
    fileprivate mutating func copyObject(
        _ first: StaticString, _ second: StaticString, to page: inout JSONWriter
    ) throws(JSONError) {
        var values: (Bytes?, Bytes?) = (nil, nil)
        try enterObject()
        while let key = try key() {
            let value = try value()
            if key == first { values.0 = value } else if key == second { values.1 = value }
        }
        guard let one = values.0 else { throw .missing(first) }
        guard let other = values.1 else { throw .missing(second) }
        page.raw("{\"")
        page.raw(first)
        page.raw("\":")
        page.raw(one)
        page.raw(",\"")
        page.raw(second)
        page.raw("\":")
        page.raw(other)
        page.raw("}")
    }

    /// Reads an object for one of its values.
    fileprivate mutating func pick(_ wanted: StaticString) throws(JSONError) -> Bytes {
        var found: Bytes?
        try enterObject()
        while let key = try key() {
            let value = try value()
            if key == wanted { found = value }
        }
        guard let found else { throw .missing(wanted) }
        return found
    }
}
