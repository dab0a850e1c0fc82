public import HTTPTypes

extension Body {
    /// The body as JSON of the type that is wanted here: `let user: User = try request.body.json()`, or
    /// `try request.body.json(User.self)`. Suspends until its last byte is there.
    ///
    /// - Parameter limit: Bytes.
    /// - Throws: `.invalidJSON` for what is no such JSON, with its place and reason; what `bytes(limit:)` throws.
    public func json<Value: JSONDecodable>(
        _ type: Value.Type = Value.self, limit: Int = 1 << 20
    ) throws(WorkerError) -> Value {
        let text = try bytes(limit: limit)
        do throws(JSONError) {
            return try Value(json: text)
        } catch {
            throw .invalidJSON(InvalidJSON(error, in: text, isOrigins: isOrigins))
        }
    }

    /// Whether an origin sends it.
    private var isOrigins: Bool {
        if case .stream(let handle, _) = source { handle != Host.clientRequest } else { false }
    }

    // Disfavoured, so that a literal is a JSON value: as a Dictionary it would be hashed first.
    /// A value as JSON.
    @_disfavoredOverload
    public static func json(_ value: some JSONEncodable) -> Body {
        .bytes(value.jsonBytes())
    }

    /// JSON, such as a literal.
    public static func json(_ value: JSON) -> Body {
        .bytes(value.bytes())
    }
}

extension Response {
    /// A value as application/json.
    @_disfavoredOverload
    public static func json(_ value: some JSONEncodable, status: HTTPResponse.Status = .ok) -> Response {
        json(.json(value), status)
    }

    /// JSON, such as a literal, as application/json: `.json(["id": 7, "tags": []], status: .created)`.
    public static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
        json(.json(value), status)
    }

    @export(interface)
    private static func json(_ body: Body, _ status: HTTPResponse.Status) -> Response {
        var response = Response(status: status, body: body)
        response.headers.set("Content-Type", Bytes("application/json"))
        return response
    }
}
