import Bench
import HTTP
import Load
import Rehearsal
import Server

/// What `swiftlet bench` measures: the requests of a suite, what origins answer, what each may cost.
///
/// Lives as long as the command.
struct Suite {
    struct Case {
        var name: String
        var request: WorkerRequest
        /// As the suite says it, for whoever sends it over a network.
        var method: String
        var url: String
        var headers: [(name: String, value: String)] = []
        var expectation = Expectation()
        var budget = CostBudget()
    }

    struct Expectation {
        /// Nil: 200 to 399.
        var status: Int?
        var bodyContains = ""
    }

    /// The file as the user named it; nil: there is none.
    var file: String?
    /// Where figures to compare with are; nil: nowhere.
    var baseline: String?
    var origins: [OriginDouble] = []
    var cases: [Case] = []
    /// Its `[wall]`; nil: it has none.
    var wall: WallSettings?

    static let fileBytesMax = 4 << 20
    static let casesMax = 1000
    static let nameBytesMax = 200
    static let standardBaseline = "bench.baseline.json"
    static let standardFile = "bench.toml"

    /// Without a file.
    static func standard(baseline: String?, limits: HeadLimits) throws(CommandError) -> Suite {
        var suite = Suite(file: nil, baseline: baseline)
        suite.cases = [try standardCase(limits)]
        return suite
    }

    /// Where no case is written: one request.
    static func standardCase(_ limits: HeadLimits) throws(CommandError) -> Case {
        let request = try WorkerRequest(method: "GET", url: "/", headers: [], data: nil, limits: limits)
        return Case(name: "GET /", request: request, method: "GET", url: "/")
    }

    /// Reads a file; relative paths in it start at its directory. All its mistakes are told at once.
    static func load(_ file: String, limits: HeadLimits) throws(CommandError) -> Suite {
        let bytes = try LocalFile.read(file, bytesMax: fileBytesMax, tooLarge: 78)
        let issues = ConfigIssues()
        var decoder = SuiteDecoder(file: file, issues: issues, limits: limits)
        if let document = ConfigFile.document(bytes, issues: issues) { decoder.decode(document) }
        guard issues.list.isEmpty else {
            throw CommandError(
                ConfigError.exitCode, ConfigError(file: file, issues: issues.sorted).description)
        }
        return decoder.suite
    }

    /// Keeps the case of one name.
    mutating func keep(only name: String) throws(CommandError) {
        guard let found = cases.first(where: { $0.name == name }) else {
            let names = cases.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw .usage("--only \(name): no case has that name; there are: \(names)")
        }
        cases = [found]
    }
}
