import Swiftlet

/// A backend for a frontend: three answers of an API, fetched at once, become the one small object that a page needs.
@main
struct BFF: Worker {
    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let api = try env.origin("api")
        // All three are under way before the first is waited for.
        let user = api.send(Request("/api/user.json"))
        let orders = api.send(Request("/api/orders.json"))
        let recommendations = api.send(Request("/api/recommendations.json"))

        var page = JSONWriter()
        do throws(PartError) {
            try page.object { page throws(PartError) in
                page.key("user")
                try Part("user", user).copyUser(to: &page)
                page.key("orders")
                try Part("orders", orders).copyOrders(to: &page)
                page.key("recommendations")
                try Part("recommendations", recommendations).copyTitles(to: &page)
            }
        } catch {
            log.warning(error.description)
            return json(error.body, status: .badGateway)
        }
        return json(page.bytes, status: .ok)
    }

    private func json(_ body: [UInt8], status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.contentType: "application/json"], body: .bytes(body))
    }
}
