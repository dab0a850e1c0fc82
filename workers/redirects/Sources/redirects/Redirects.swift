import Swiftlet

/// Sends visitors from where things were to where they are; what has not moved is the site's.
@main
struct Redirects: Worker {
    private let table: RedirectTable

    /// Runs when the worker is deployed: a mistake in the rules is a line in the log, and nothing is deployed.
    init() {
        do throws(RedirectError) {
            table = try RedirectTable(rules)
        } catch {
            log.error(error.description)
            fatalError("the redirects are wrong")
        }
    }

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let target = request.targetBytes
        let pathLength = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        if let redirect = table.redirect(for: target.slice(0..<pathLength)) {
            return redirect.response(to: target, pathLength: pathLength)
        }
        return try env.origin("site").forward(request)
    }
}
