import Admin
import ArgumentParser
import Deploy

/// `swiftlet shadow`
struct Shadow: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give a version copies of requests that others answer, and say where its answers differ.",
        discussion: """
            With a version: requests are mirrored to it from now on. Nobody gets its
            answers; they are compared with the live ones. Without: where they differ.

            MODES: what becomes of the version's own requests to origins
              block       they fail
              mock        they get what the live version got in the same request
              read-only   GET and HEAD go out, marked; others fail

            EXAMPLES
              swiftlet deploy --no-activate                 v7 is there, and nobody gets it
              swiftlet shadow shop v7 --share 10 --mode mock --ignore '/items/*/at' \\
                --ignore header:x-build
              swiftlet shadow shop                          the report
              swiftlet shadow shop --stop                   its end, and the last report

            The report quotes answers. docs/shadow.md says what is copied and compared.
            """)

    @Argument(help: "The worker's name.")
    var worker: String

    @Argument(help: ArgumentHelp("The version that is to have the copies.", valueName: "vN"))
    var version: String?

    @Option(help: ArgumentHelp("Of the worker's requests, in percent. Default: 100.", valueName: "percent"))
    var share: Double?

    @Option(
        help: ArgumentHelp(
            "What becomes of the version's requests to origins. Default: block.", valueName: "block|mock|read-only"))
    var mode: String?

    @Option(
        help: ArgumentHelp(
            "What is not compared: a path in JSON bodies, with * for any index or key, or header:NAME; any number of times.",
            valueName: "path|header:name"))
    var ignore: [String] = []

    @Flag(help: "End it.")
    var stop = false

    @OptionGroup(title: "Host") var host: HostOptions

    func validate() throws {
        let settles = share != nil || mode != nil || !ignore.isEmpty
        if stop, version != nil || settles { throw ValidationError("--stop stands alone") }
        if version == nil, settles {
            throw ValidationError("--share, --mode and --ignore go with a version, such as v7")
        }
    }

    func run() throws {
        try host.run("shadow") { client throws(CommandError) in
            try VersionText.checkWorker(worker)
            let request = try version.map { text throws(CommandError) in try self.request(text) }
            let status = try asked { () throws(AdminClientError) in
                if let request { return try client.setShadow(of: worker, request) }
                return try stop ? client.endShadow(of: worker) : client.shadow(of: worker)
            }
            host.show(status) { ShadowText(status: status, hasEnded: stop).text }
        }
    }

    private func request(_ version: String) throws(CommandError) -> ShadowRequest {
        var request = ShadowRequest()
        request.candidate = try VersionText.parse(version)
        if let share { request.share = share }
        if let mode {
            guard let subrequests = ShadowRequest.Subrequests(rawValue: mode) else {
                throw .usage("--mode \(mode): write block, mock or read-only")
            }
            request.subrequests = subrequests
        }
        request.ignore = ignore
        if let problem = request.problem {
            throw .usage(problem.path == "/share" ? "--share \(problem.reason)" : problem.text)
        }
        do throws(RolloutError) {
            _ = try DiffRules(places: ignore)
        } catch {
            throw .usage("--ignore: \(error.problem): \(error.remedy)")
        }
        return request
    }
}
