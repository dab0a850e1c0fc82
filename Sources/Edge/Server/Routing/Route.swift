/// Which requests, and what becomes of them: one `[[routes]]` entry, checked.
///
/// Process lifetime; immutable. `Router` finds the index of a route, `Config.routes` holds it.
package struct Route: Sendable {
    package var pattern: RoutePattern
    /// Index in `Config.listeners`; nil: it holds on every listener.
    package var listener: Int?
    package var action: Action
    /// Changes of the heads of its requests and responses.
    package var rules: RouteRules?

    package init(pattern: RoutePattern, listener: Int? = nil, action: Action) {
        self.pattern = pattern
        self.listener = listener
        self.action = action
    }

    package enum Action: Sendable {
        /// Index in `Config.workers`. Any method.
        case worker(Int)
        /// Index in `Config.origins`. Any method. The whole path is sent on, appended to the URL's base path.
        case origin(Int)
        /// Absolute path: a directory under a prefix pattern, to which the path behind the prefix is appended; the
        /// file itself under an exact pattern. GET and HEAD; 405 for others.
        case files(root: String)
        /// The same answer to every request. Any method.
        case respond(FixedResponse)
        /// `NAME` or `vN.NAME` below the domain of `deploy.preview`. Any method.
        case preview
        /// What the process counts, for a monitoring system. GET and HEAD; 405 for others.
        case metrics
    }
}

/// The answer of a route with `respond`.
package struct FixedResponse: Sendable {
    /// 200-599.
    package var status = 200
    /// Checked against RFC 9110 section 5; without Content-Length, which follows from the body.
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []

    package init(status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The `match` of a route: host and path.
package struct RoutePattern: Sendable, Equatable, Hashable {
    package var host: Host
    package var path: Path

    package enum Host: Sendable, Equatable, Hashable {
        /// `*`
        case any
        /// `*.example.com`, kept as `.example.com`: every name below it, itself not.
        case suffix(String)
        /// In lower case, without port.
        case exact(String)
    }

    /// In the normal form that requests' paths are brought to before they are looked up.
    package enum Path: Sendable, Equatable, Hashable {
        case exact(String)
        /// Without the `*` at its end: begins with `/`.
        case prefix(String)

        package var text: String {
            switch self {
            case .exact(let text), .prefix(let text): text
            }
        }
    }

    /// Bytes of a matching path that the pattern accounts for: what comes behind is the path below `files`.
    package var matchedPathLength: Int { path.text.utf8.count }

    package init(host: Host, path: Path) {
        self.host = host
        self.path = path
    }
}
