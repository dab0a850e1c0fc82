import Swiftlet

/// Passes requests on to the site, and shows a page of its own where the site does not answer, or while it is worked on.
///
/// It fails open: where a variable is missing or wrong, requests go on to the site.
@main
struct MaintenancePage: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        guard mayPass(request, env) else { return page(for: request) }
        let site = try env.origin("site")
        do throws(WorkerError) {
            // What the site says is passed on, errors included: they are its own words.
            return try site.fetch(request)
        } catch .unreachable, .timeout, .protocolViolation {
            log.warning("the site does not answer")
            return page(for: request)
        }
    }

    /// Everybody, unless the site is worked on: then those who are named, and who has the cookie.
    private func mayPass(_ request: Request, _ env: Env) -> Bool {
        guard let switched = env["MAINTENANCE"], Bytes(copying: switched) == "on" else { return true }
        if let allowed = env["ALLOWED"], AddressList(allowed).contains(request.clientAddress) { return true }
        guard let secret = env["BYPASS"], !secret.isEmpty, let cookie = request.cookieBytes("bypass") else {
            return false
        }
        return cookie.isEqualInConstantTime(to: Bytes(copying: secret))
    }

    /// 503 and not 200, so that neither caches nor search engines take it for the site.
    private func page(for request: Request) -> Response {
        var response = Response(status: .serviceUnavailable)
        response.headers.set("Retry-After", Bytes("120"))
        response.headers.set("Cache-Control", Bytes("no-store"))
        if let type = request.accepts(["text/html", "application/json"]), type == "application/json" {
            response.headers.set("Content-Type", Bytes("application/json"))
            response.body = .text(#"{"error":"maintenance","retryAfter":120}"#)
        } else {
            response.headers.set("Content-Type", Bytes("text/html; charset=utf-8"))
            response.body = .text(Page.html)
        }
        return response
    }
}
