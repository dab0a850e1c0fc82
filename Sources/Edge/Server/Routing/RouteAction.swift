internal import HTTP

/// What a route does, made ready at start: a look at it costs a request one reference count at most.
enum RouteAction: Sendable {
    case respond(FixedAnswer)
    case files(StaticFiles)
    /// Index in `LoopContext.origins`.
    case origin(Int)
    /// Index in `LoopContext.versions`.
    case worker(Int)
    /// The worker, and perhaps the version, that the host names.
    case preview
    case metrics

    init(_ route: Route) {
        switch route.action {
        case .respond(let response): self = .respond(FixedAnswer(response))
        case .files(let root): self = .files(StaticFiles(root: root, pattern: route.pattern))
        case .origin(let index): self = .origin(index)
        case .worker(let index): self = .worker(index)
        case .preview: self = .preview
        case .metrics: self = .metrics
        }
    }
}

/// A fixed response as bytes. Process lifetime, immutable.
final class FixedAnswer: Sendable {
    let status: Int
    /// The config's field lines.
    let fields: [UInt8]
    let body: [UInt8]

    init(_ response: FixedResponse) {
        status = response.status
        body = response.body
        var lines = ""
        for (name, value) in response.headers { lines += "\(name): \(value)\r\n" }
        fields = Array(lines.utf8)
    }
}
