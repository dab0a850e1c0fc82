/// `swiftlet new --template ab`
enum ABTemplate {
    static let files = [
        TemplateFile("Sources/{{name}}/{{type}}.swift", source),
        TemplateFile("Tests/{{name}}Tests/{{type}}Tests.swift", tests),
        TemplateFile("swiftlet.toml", configuration),
    ]

    static let trying = """
        curl -i http://127.0.0.1:8787/                                      # a new visitor: see X-Variant and Set-Cookie
        curl -i http://127.0.0.1:8787/ -H 'X-User: ada'                     # who is signed in has it on every device
        curl -i http://127.0.0.1:8787/ -H 'X-Experiment: checkout=fast;change-this'    # who tests it chooses
        """

    private static let source = #"""
        import Swiftlet

        /// Sorts visitors into the variants of an experiment, tells the shop which, and passes its answer on.
        ///
        /// The isolate ends as soon as it has said so: the host talks to the shop and streams both bodies.
        @main
        struct {{type}}: Worker {
            /// Weights count in relation to each other: who has a variant keeps it while it grows. Another salt deals anew.
            ///
            /// X-User is for whoever signs users in, in front of this worker: only then it can be believed. Who has none
            /// is dealt a variant at random, and keeps it by a cookie.
            private let experiments = Experiments(
                ["checkout": ["control": 50, "fast": 50]], salt: "2026-11", keys: [.header("X-User")])

            func fetch(_ request: Request, _ env: Env) throws(WorkerError) -> Response {
                // `X-Experiment: checkout=fast;SECRET` shows a variant to whoever tests it.
                let visitor = experiments.visitor(of: request, overrides: .sharedSecret(env["QA_SECRET"]))
                let variant = experiments.assign("checkout", to: visitor)

                var request = request
                request.headers.remove("X-Experiment")
                request.headers["X-Variant"] = variant.name
                return try env.origin("shop").forward(request) { response in
                    response["X-Variant"] = variant.name
                    // Caches between here and the visitor must not hand one variant's page to another's visitor.
                    response.append("Vary", "Cookie")
                    response.set(variant.cookie)
                }
            }
        }

        """#

    private static let configuration = #"""
        \#(SharedFiles.edgeListener)

        [origins.shop]
        url = "http://127.0.0.1:8788"         # the demo below; put your shop's address here

        [workers.{{name}}]
        path = "."                            # this package, or its module: ".build/swiftlet/{{name}}.wasm"
        origins = ["shop"]                    # what it may reach: nothing else
        env = { QA_SECRET = "change-this" }   # who knows it can ask for a variant
        limits = { cpu = "50ms", wall = "30s", memory = "16MiB" }    # of one request

        [[routes]]
        match = "*/*"                         # any host, any path
        listener = "edge"
        worker = "{{name}}"

        # The demo: a shop served by this same process, so that there is something to see.

        \#(SharedFiles.demoListener)

        [[routes]]
        match = "*/*"
        listener = "demo"
        respond = { body = "the shop\n" }

        """#
}
