/// Sections of a configuration that many tests want.
enum Routes {
    /// `/fixed` and `/other`: two answers that tell themselves apart.
    static let fixed = """
        [[routes]]
        match = "*/fixed"
        respond = { status = 200, body = "fixed\\n" }
        [[routes]]
        match = "*/other"
        respond = { status = 200, body = "the other one\\n" }

        """

    static func files(_ folder: String) -> String {
        """
        [[routes]]
        match = "*/files/*"
        files = "\(folder)"

        """
    }

    /// A worker of `.build/workers`, on every path below its name.
    static func worker(_ name: String, settings: String = "") -> String {
        """
        [workers.\(name)]
        path = "\(Repository.module(name))"
        \(settings)
        [[routes]]
        match = "*/\(name)/*"
        worker = "\(name)"

        """
    }
}
