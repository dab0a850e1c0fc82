internal import HTTP
internal import SwiftletFormats

/// The description of the admin API (OpenAPI 3.1), made of the table that routes its requests and of the values that are
/// read and written.
package enum OpenAPIDocument {
    /// Made once. Process lifetime.
    package static let text: [UInt8] = make()

    private static func make() -> [UInt8] {
        var schemas = SchemaSet()
        let problem = AdminError.schema(in: &schemas)
        let progress = DeployLine.schema(in: &schemas)
        var json = JSONWriter(capacity: 96 << 10)
        json.object { json in
            json.text("openapi", "3.1.0")
            json.key("info")
            json.object { json in
                json.text("title", "Swiftlet admin API")
                json.text("version", "\(AdminLimits.apiVersion)")
                json.text(
                    "description",
                    "Deploys workers into a running host, and tells how it does. Over a unix socket, whose mode decides "
                        + "who may, or over TLS with a bearer token or a client certificate.")
            }
            json.key("servers")
            json.array { json in
                json.object { json in json.text("url", "/") }
            }
            json.key("security")
            json.array { json in
                json.object { json in json.texts("bearer", []) }
                json.object { json in json.texts("certificate", []) }
                // The unix socket.
                json.object { _ in }
            }
            json.key("paths")
            json.object { json in paths(&json, &schemas, problem, progress) }
            json.key("components")
            json.object { json in components(&json, schemas) }
        }
        return json.bytes
    }

    private static func paths(
        _ json: inout JSONWriter, _ schemas: inout SchemaSet, _ problem: JSONSchema, _ progress: JSONSchema
    ) {
        var done: Set<String> = []
        for first in OperationTable.all where done.insert(first.path).inserted {
            first.path.withUTF8Bytes { json.key(utf8: $0) }
            json.object { json in
                parameters(of: first.path, &json)
                for entry in OperationTable.all where entry.path == first.path {
                    "\(entry.method.name)".lowercased().withUTF8Bytes { json.key(utf8: $0) }
                    operation(entry, &json, &schemas, problem, progress)
                }
            }
        }
    }

    /// Those in the path.
    private static func parameters(of path: String, _ json: inout JSONWriter) {
        let names = ["name", "version"].filter { path.contains("{\($0)}") }
        guard !names.isEmpty else { return }
        json.key("parameters")
        json.array { json in
            for name in names {
                json.object { json in
                    json.text("name", name)
                    json.text("in", "path")
                    json.member("required", true)
                    json.key("schema")
                    let schema =
                        name == "name"
                        ? OperationTable.namePattern : JSONSchema.text(pattern: VersionID.pattern, example: "v7")
                    schema.write(to: &json)
                }
            }
        }
    }

    private static func operation(
        _ entry: OperationEntry, _ json: inout JSONWriter, _ schemas: inout SchemaSet, _ problem: JSONSchema,
        _ progress: JSONSchema
    ) {
        let answer = OperationTypes.answer(entry.id, in: &schemas)
        let body = OperationTypes.body(entry.id, in: &schemas)
        json.object { json in
            json.text("operationId", entry.id.rawValue)
            json.text("summary", entry.summary)
            json.text("x-scope", entry.scope.rawValue)
            if !entry.query.isEmpty || entry.body == .bundle {
                json.key("parameters")
                json.array { json in
                    for parameter in entry.query { write(parameter, in: "query", &json) }
                    if entry.body == .bundle { write(contentDigest, in: "header", &json) }
                }
            }
            write(entry.body, body, OperationTypes.examples(entry.id), &json)
            json.key("responses")
            json.object { json in
                responses(entry, answer, &json, progress)
                // What the service throws besides is a problem as well.
                for status in Set(entry.problems + [400, 401, 403, 408, 413, 429, 431, 503]).sorted() {
                    "\(status)".withUTF8Bytes { json.key(utf8: $0) }
                    response("\(Reason.phrase(status))", ["application/problem+json": problem], &json)
                }
                json.key("default")
                response("Another problem", ["application/problem+json": problem], &json)
            }
        }
    }

    private static func responses(
        _ entry: OperationEntry, _ answer: JSONSchema?, _ json: inout JSONWriter, _ progress: JSONSchema
    ) {
        "\(entry.success)".withUTF8Bytes { json.key(utf8: $0) }
        switch entry.answer {
        case .json: response("\(Reason.phrase(entry.success))", ["application/json": answer], &json)
        case .jsonOrProgress:
            response("\(Reason.phrase(entry.success))", ["application/json": answer], &json)
            json.key("200")
            response("The steps as they come, a line each (DeployLine)", ["application/x-ndjson": nil], &json)
        case .lines: response("The lines as they come (TailLine)", ["application/x-ndjson": nil], &json)
        }
    }

    private static func write(_ parameter: QueryParameter, in place: String, _ json: inout JSONWriter) {
        json.object { json in
            json.text("name", parameter.name)
            json.text("in", place)
            json.text("description", parameter.about)
            json.key("schema")
            parameter.schema.write(to: &json)
        }
    }

    private static let contentDigest = QueryParameter(
        name: "Content-Digest",
        schema: .text(
            pattern: "^sha-256=:[A-Za-z0-9+/]{43}=:$", example: "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
        ),
        about: "SHA-256 of the bundle (RFC 9530): one that does not fit is refused.")

    private static func write(
        _ kind: OperationEntry.BodyKind, _ schema: JSONSchema?, _ examples: [(name: String, body: [UInt8])],
        _ json: inout JSONWriter
    ) {
        guard kind != .none else { return }
        json.key("requestBody")
        json.object { json in
            json.member("required", kind != .json(required: false))
            json.key("content")
            json.object { json in
                json.key(kind == .bundle ? "application/wasm" : "application/json")
                json.object { json in
                    json.key("schema")
                    if let schema { schema.write(to: &json) } else { json.object { _ in } }
                    guard !examples.isEmpty else { return }
                    json.key("examples")
                    json.object { json in
                        for example in examples {
                            example.name.withUTF8Bytes { json.key(utf8: $0) }
                            json.object { json in
                                json.key("value")
                                raw(example.body, &json)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func response(_ about: String, _ content: [String: JSONSchema?], _ json: inout JSONWriter) {
        json.object { json in
            json.text("description", about)
            json.key("content")
            json.object { json in
                for (mediaType, schema) in content {
                    mediaType.withUTF8Bytes { json.key(utf8: $0) }
                    json.object { json in
                        guard let schema else { return }
                        json.key("schema")
                        schema.write(to: &json)
                    }
                }
            }
        }
    }

    private static func components(_ json: inout JSONWriter, _ schemas: SchemaSet) {
        json.key("schemas")
        json.object { json in
            for (name, object) in schemas.objects.sorted(by: { $0.key < $1.key }) {
                name.withUTF8Bytes { json.key(utf8: $0) }
                object.write(to: &json)
            }
        }
        json.key("securitySchemes")
        json.object { json in
            json.key("bearer")
            json.object { json in
                json.text("type", "http")
                json.text("scheme", "bearer")
            }
            json.key("certificate")
            json.object { json in json.text("type", "mutualTLS") }
        }
    }

    /// JSON that was written by us.
    private static func raw(_ text: [UInt8], _ json: inout JSONWriter) {
        unsafe text.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            unsafe json.raw(Bytes(start: start, count: buffer.count))
        }
    }
}
