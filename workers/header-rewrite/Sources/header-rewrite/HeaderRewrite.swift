import Swiftlet

/// Rewrites the headers of both directions by rules that are data.
///
/// The rules are checked and taken apart when the worker is deployed. The isolate ends as soon as it has applied them: the
/// host talks to the site and streams both bodies.
@main
struct HeaderRewrite: Worker {
    private let toSite = HeaderRules([
        // What the site believes because only we say it, nobody else may say.
        .remove("X-Internal-*"),
        .set("X-Internal-Edge", "header-rewrite"),
        .set("X-Client-IP", "${client.ip}"),
        .set("X-Request-Id", "${request.id}"),
        .set("X-Original-URL", "${request.scheme}://${request.host}${request.path}"),
        // Without such a cookie there is no such field.
        .set("X-Session", "${cookie.session}"),
        // Old clients know the field by its old name.
        .rename("X-Auth-Token", to: "X-Token"),
    ])

    private let toClient = HeaderRules([
        // What helps an attacker and nobody else.
        .remove("X-Internal-*"),
        .remove("Server"),
        .remove("X-Powered-By"),
        .set("X-Content-Type-Options", "nosniff"),
        .set("Referrer-Policy", "strict-origin-when-cross-origin"),
        // So that who reports a problem can name the request.
        .set("X-Request-Id", "${request.id}"),
        .append("Vary", "Cookie"),
    ])

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        var changed = request
        changed.apply(toSite)
        var response = try env.origin("site").forward(changed)
        response.apply(toClient, for: request)
        return response
    }
}
