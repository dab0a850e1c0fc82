import Admin
import ArgumentParser

/// `swiftlet explain`
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a host would do with a request, and why. The request is not made.",
        discussion: """
            EXAMPLES
              swiftlet explain https://shop.example/cart
              swiftlet explain /cart --header 'Host: shop.example' --header 'Cookie: uid=ada'
              swiftlet explain https://shop.example/ --address 203.0.113.7
            """)

    @Argument(help: "A URL, or a path.")
    var url: String

    @Option(name: [.long, .customShort("X")], help: "The request's method.")
    var method = "GET"

    @Option(
        name: [.long, .customShort("H")],
        help: ArgumentHelp("A field of the request; any number of times.", valueName: "'name: value'"))
    var header: [String] = []

    @Option(help: ArgumentHelp("The client's IP address.", valueName: "ip"))
    var address: String?

    @OptionGroup(title: "Host") var host: HostOptions

    func run() throws {
        try host.run("explain") { client throws(CommandError) in
            var request = ExplainRequest()
            request.method = method
            request.url = url
            request.address = address
            request.headers = try header.map { text throws(CommandError) in
                guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
                    throw .usage("--header \(text): write 'Name: value'")
                }
                let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                return HeaderLine(String(text[..<colon]), String(value))
            }
            let explanation = try asked { () throws(AdminClientError) in try client.explain(request) }
            host.show(explanation) { Self.text(explanation) }
        }
    }

    private static func text(_ explanation: Explanation) -> String {
        let names = explanation.steps.map(\.what.count)
        var list = TextList(nameWidth: (names.max() ?? 0) + 1)
        for step in explanation.steps { list.add(step.what, "\(step.value) (\(step.why))") }
        guard let status = explanation.status else { return list.text }
        return "\(list.text)\nthe host itself answers \(status)"
    }
}
