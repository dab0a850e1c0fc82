internal import Swiftlet

/// A test's request as a client sends it and a worker gets it: its head, and its body.
struct ClientRequest {
    var head = NativeHead()
    let body: [UInt8]

    init(_ request: Request, clientAddress: String) throws(WorkerError) {
        let place = Place(request.target)
        body = Array(try request.body.bytes())
        head.method = request.method.rawValue
        head.target = place.target
        head.isSecure = place.isSecure
        head.authority = place.authority ?? request.headers["Host"] ?? "localhost"
        head.clientAddress = clientAddress
        head.contentLength = Int64(body.count)
        var fields: [(name: String, value: String)] = []
        var problem: String?
        request.headers.forEach { name, value in
            if !MessageSyntax.isName(name) { problem = "the field name \"\(name.text)\"" }
            if !MessageSyntax.isValue(value) { problem = "the value of \(name.text)" }
            fields.append((name.text, value.text))
        }
        if !MessageSyntax.isTarget(head.target.utf8) { problem = "the target \"\(head.target)\"" }
        if let problem { throw .message("no client can send this request: \(problem) is not valid in HTTP") }
        head.fields = fields
    }

    /// Scheme and authority out of a URL, if the target is one.
    private struct Place {
        var isSecure = true
        var authority: String?
        var target: String

        init(_ text: String) {
            target = text
            for (prefix, secure) in [("https://", true), ("http://", false)] where text.hasPrefix(prefix) {
                let rest = text.dropFirst(prefix.count)
                let end = rest.firstIndex { character in character == "/" || character == "?" } ?? rest.endIndex
                isSecure = secure
                authority = String(rest[..<end])
                target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
            }
        }
    }
}
