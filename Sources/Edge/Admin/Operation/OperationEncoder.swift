internal import HTTP

/// An operation as a request: what `OperationDecoder` reads again.
struct EncodedOperation {
    var method: Method
    /// Path and query.
    var target: String
    var body: [UInt8] = []
    /// nil: there is no body.
    var mediaType: String?

    init(_ operation: AdminOperation) {
        let entry = OperationTable.entry(operation.id)
        method = entry.method
        var path = entry.path
        if path.contains("{name}") {
            let name = operation.target.split(separator: " ").first.map(String.init) ?? operation.target
            path.replace("{name}", with: QueryText.encoded(name))
        }
        if case .version(_, let version) = operation { path.replace("{version}", with: version.description) }
        target = path
        switch operation {
        case .deploy(let request):
            target += Self.query([
                ("message", request.message), ("author", request.author), ("commit", request.commit),
                ("activate", request.activate ? nil : "false"), ("expect", request.expect?.description),
            ])
            body = request.bundle
            mediaType = "application/wasm"
        case .tail(let filter):
            target += Self.query([
                ("worker", filter.worker), ("status", filter.status?.text), ("path", filter.path),
                ("limit", filter.limit.map { "\($0)" }),
            ])
        case .rotate(_, let request): set(request.jsonText)
        case .setRollout(_, let request): set(request.jsonText)
        case .promote(_, let version), .rollBack(_, let version): set(VersionChoice(version).jsonText)
        case .setShadow(_, let request): set(request.jsonText)
        case .explain(let request): set(request.jsonText)
        case .applyConfig(let request): set(request.jsonText)
        default: break
        }
    }

    private mutating func set(_ text: [UInt8]) {
        body = text
        mediaType = "application/json"
    }

    private static func query(_ items: [(String, String?)]) -> String {
        let given = items.compactMap { name, value in value.map { "\(name)=\(QueryText.encoded($0))" } }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}
