/// The compiler's partner for `@JSONCodable`: a program that the compiler starts once per module and asks, over standard
/// input and output, for the code that each macro stands for.
///
/// The messages are JSON; their names are those of swift-syntax's SwiftCompilerPluginMessageHandling. That package is
/// not used: it is a minute or two to compile, which every worker that uses a macro would pay.
@main
struct Plugin {
    static func main() {
        while let message = Channel.receive() {
            guard Channel.send(Array(answer(to: Request(Message(message))).utf8)) else { return }
        }
    }

    static func answer(to request: Request) -> String {
        switch request.name {
        // 7: the version whose answer to an expansion is the one below.
        case "getCapability": #"{"getCapabilityResult":{"capability":{"protocolVersion":7}}}"#
        case "expandAttachedMacro": expand(request)
        default:
            result(
                "", Problem(message: "SwiftletMacros does not know the compiler's \(request.name)", offset: 0), request)
        }
    }

    private static func expand(_ request: Request) -> String {
        // @JSONKey and @JSONIgnored are marks: they stand for nothing.
        guard request.macro == "JSONCodable" else { return result("", nil, request) }
        do throws(Problem) {
            var parser = try Parser(request.source)
            var declaration = try parser.declaration()
            try declaration.place(in: request.context)
            var expansion = Expansion(of: declaration, name: request.extendedType)
            let code = expansion.code(
                decodable: request.conformances.contains("JSONDecodable"),
                encodable: request.conformances.contains("JSONEncodable"))
            return result(code, nil, request)
        } catch {
            return result("", error, request)
        }
    }

    private static func result(_ code: String, _ problem: Problem?, _ request: Request) -> String {
        var diagnostics = ""
        if let problem {
            let position = "{\"fileName\":\(Message.quote(request.file)),\"offset\":\(request.offset + problem.offset)}"
            diagnostics =
                "{\"message\":\(Message.quote(problem.message)),\"severity\":\"error\",\"position\":\(position),"
                + "\"highlights\":[],\"notes\":[],\"fixIts\":[]}"
        }
        return "{\"expandMacroResult\":{\"expandedSource\":\(Message.quote(code)),\"diagnostics\":[\(diagnostics)]}}"
    }
}
