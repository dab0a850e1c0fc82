/// The `bench.toml` of each template: the requests whose cost `swiftlet bench` counts and holds to budgets.
enum BenchSuites {
    static func suite(_ template: Template) -> TemplateFile {
        let content =
            switch template {
            case .hello: hello
            case .ab: ab
            case .bff: bff
            case .proxy: proxy
            case .gate: gate
            }
        return TemplateFile("bench.toml", head + content)
    }

    private static let head = """
        # What requests cost, counted: the same figures on every machine.
        #
        #   swiftlet bench --update    # measures, and writes the figures to the baseline: commit it
        #   swiftlet bench             # fails, and names the functions that grew, where a budget is exceeded

        baseline = "bench.baseline.json"
        budget = { max_regression = "1%" }    # of each case, against the baseline


        """

    private static let hello = """
        [[cases]]
        name = "greeting"
        url = "/"
        expect = { status = 200, body_contains = "hello" }

        """

    private static let ab = """
        [origins]
        shop = { body = "the shop\\n" }       # what answers in the origin's place

        [[cases]]
        name = "new visitor"
        url = "/"
        expect = { status = 200 }

        [[cases]]
        name = "signed in"
        url = "/"
        headers = { X-User = "ada" }
        expect = { status = 200 }

        """

    private static let bff = """
        [origins]                             # what answers in the origin's place
        api = { headers = { Content-Type = "application/json" }, body = '{"name":"Ada"}' }

        [[cases]]
        name = "page"
        url = "/"
        expect = { status = 200, body_contains = "Ada" }
        budget = { subrequests = 3 }

        """

    private static let proxy = """
        [origins]                             # what answers in the origin's place
        site = { headers = { X-Powered-By = "demo", X-Internal-Trace = "4bf92f35" }, body = "the site\\n" }

        [[cases]]
        name = "page"
        url = "/"
        headers = { User-Agent = "Mozilla/5.0", Accept = "text/html", X-Internal-User = "mallory" }
        expect = { status = 200 }

        """

    private static let gate = """
        [origins]                             # what answers in the origin's place
        api = { headers = { Content-Type = "application/json" }, body = '{"secret":42}' }

        [[cases]]
        name = "no key"
        url = "/"
        expect = { status = 401 }

        [[cases]]
        name = "with a key"
        url = "/"
        headers = { Authorization = "Bearer ada-changes-this" }
        expect = { status = 200 }

        """
}
