import Swiftlet

/// Runs four experiments in two layers, tells the shop who sees what, and passes its answer on.
///
/// In a layer nobody is in two experiments, so that one does not spoil the other's figures; between the layers they are
/// independent. The isolate ends as soon as it has said so: the host talks to the shop and streams both bodies.
@main
struct ABTest: Worker {
    private let experiments: Experiments

    init() {
        var experiments = Experiments(
            [
                "checkout": ["control": 50, "fast": 50],
                "price": ["control": 50, "rounded": 50],
                "search": ["control": 34, "fuzzy": 33, "semantic": 33],
                "banner": ["control": 90, "summer": 10],
            ],
            // Another salt deals everybody anew.
            salt: "2026-11",
            // Who is signed in has the same on every device; others are dealt a random key, which their cookie keeps.
            keys: [.header("X-User")],
            layers: [
                // Of a hundred visitors; what is left of the hundred is in none.
                .init("cart", ["checkout": 50, "price": 50]),
                .init("discovery", ["search": 60, "banner": 20]),
            ],
            // Five of a hundred see the shop as it is, all year, whatever is being tried.
            holdout: .init(percent: 5, salt: "2026"))
        experiments.bots = ["bot", "crawler", "spider"]
        self.experiments = experiments
    }

    func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
        // `X-Experiment: checkout=fast;SECRET` shows a variant to whoever tests it.
        let visitor = experiments.visitor(of: request, overrides: .sharedSecret(env["QA_SECRET"]))
        let checkout = experiments.assign("checkout", to: visitor)
        let price = experiments.assign("price", to: visitor)
        let search = experiments.assign("search", to: visitor)
        let banner = experiments.assign("banner", to: visitor)
        let key = Experiments.cacheKey(checkout, price, search, banner)

        var request = request
        request.headers.remove("X-Experiment")
        // A cache in front of the shop keeps one page for each value of this, not one for each visitor.
        request.headers["X-Experiments"] = key
        return try env.origin("shop").forward(request) { response in
            response["X-Experiments"] = key
            // Caches between here and the visitor must not hand one's page to another.
            response.append("Vary", "Cookie, X-User")
            response.set(checkout.cookie)
            response.set(price.cookie)
            response.set(search.cookie)
            response.set(banner.cookie)
        }
    }
}
