import Swiftlet

/// Sorts visitors into two groups, tells the shop which, and keeps the shop's internals from them.
///
/// The isolate ends as soon as it has said so: the host talks to the shop and streams its answer.
@main
struct Storefront: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let known = request.cookieBytes("ab").flatMap(Bucket.init(name:))
        let bucket = known ?? Bucket(visitor: request.headers.first("X-User"))

        var request = request
        request.headers["X-Experiment-Bucket"] = bucket.name
        return try env.origin("shop").forward(request) { response in
            response.remove("X-Internal-*")
            response.remove("Server")
            response["X-Served-By"] = "swiftlet"
            if known == nil { response.set(SetCookie("ab", bucket.name)) }
        }
    }
}
