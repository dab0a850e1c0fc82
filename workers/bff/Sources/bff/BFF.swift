import Swiftlet

/// A backend for a frontend: answers of an API, fetched at once, become the one small object that a page needs.
@main
struct BFF: Worker {
    // Made in the snapshot: none of them costs a request anything.
    private let user = JSONShape("id", "name", missing: .refused)
    private let firstName = JSONShape("name", missing: .refused)
    private let titles = JSONShape(at: "*.title")
    private let orders = OrderPages()

    init() {
        // What a page takes: the documents, and what is made of them.
        Memory.reserve(64 << 10)
    }

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        let api = try env.origin("api")
        let query = request.query
        if let page = query.first("page") { return orders.respond(page, api) }
        let profile = Profile(request, query)

        var page = Composer(deadline: .seconds(2))
        page.add("user", api, Request("/api/user.json"), .required, shape: profile == .web ? user : firstName)
        page.add("orders", api, Request("/api/orders.json"), .text("[]"), shape: orders.first(profile))
        // A phone does without: what is not asked for costs nobody anything.
        if profile == .web {
            page.add("recommendations", api, Request("/api/recommendations.json"), .omit, shape: titles)
        }
        var response = page.run().response()
        response.headers.set("Vary", Bytes("Sec-CH-UA-Mobile"))
        return response
    }
}
