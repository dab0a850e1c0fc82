internal import HTTP

/// `request_headers` and `response_headers` of a route.
extension ConfigDecoder {
    private static let actions = ["set", "append", "remove", "rename"]
    private static let example = "[{ set = \"X-Client-IP\", value = \"${client.ip}\" }, { remove = \"X-Debug-*\" }]"

    /// Which head the rules are for.
    enum RuleTarget: Equatable {
        /// `canSetHost`: the route's action is an origin.
        case request(canSetHost: Bool)
        case response
    }

    /// Nil where a route has no rules.
    func routeRules(_ table: inout TableReader, action: Route.Action?) -> RouteRules? {
        var canSetHost = false
        switch action {
        case .origin: canSetHost = true
        case .respond, .metrics:
            if let node = table.take("request_headers") {
                issues.add(node, "nobody reads the request of a route with respond or metrics", "remove it")
                return nil
            }
        default: break
        }
        let request = rules(&table, "request_headers", .request(canSetHost: canSetHost))
        let response = rules(&table, "response_headers", .response)
        return RouteRules(request: request, response: response)
    }

    private func rules(_ table: inout TableReader, _ key: String, _ target: RuleTarget) -> [HeaderRule] {
        let tables = table.tables(key, example: "\(key) = \(Self.example)")
        guard tables.count <= RuleLimits.rulesMax else {
            issues.add(tables[0].node, "\(tables.count) rules", "write \(RuleLimits.rulesMax) at most")
            return []
        }
        return tables.compactMap { rule($0, target) }
    }

    private func rule(_ reader: TableReader, _ target: RuleTarget) -> HeaderRule? {
        var table = reader
        let given = Self.actions.filter { table.take($0) != nil }
        guard given.count == 1 else {
            issues.add(
                table.node, given.isEmpty ? "says not what to do" : "says \(given.joined(separator: " and "))",
                "write exactly one of \(Self.actions.joined(separator: ", "))")
            return nil
        }
        let rule: HeaderRule?
        switch given[0] {
        case "remove":
            rule = name(&table, "remove", target).map { HeaderRule.remove($0) }
        case "rename":
            let from = name(&table, "rename", target)
            if table.take("to") == nil { table.missing("to", "write to = \"X-New\"") }
            let to = name(&table, "to", target)
            rule = from.flatMap { from in to.map { HeaderRule.rename(from, to: $0) } }
        default:
            let name = self.name(&table, given[0], target)
            if table.take("value") == nil { table.missing("value", "write value = \"…\"") }
            let value = self.value(&table)
            rule = name.flatMap { name in
                value.map { given[0] == "set" ? HeaderRule.set(name, $0) : HeaderRule.append(name, $0) }
            }
        }
        table.finish(hints: ["with": "write value", "name": "write set = \"NAME\"", "header": "write set = \"NAME\""])
        return rule
    }

    // MARK: names

    private func name(_ table: inout TableReader, _ key: String, _ target: RuleTarget) -> String? {
        guard let (text, node) = table.string(key, example: "X-Name") else { return nil }
        let isPrefix = key == "remove" && text.hasSuffix("*")
        let name = Array((isPrefix ? text.dropLast() : text[...]).utf8)
        // A name may have asterisks; here it is a pattern that was meant.
        guard unsafe name.withUnsafeBytes({ unsafe FieldSyntax.isName($0) }), !name.contains(UInt8(ascii: "*")) else {
            issues.add(
                node, "\(TOMLNode.quoted(text)) is no header name",
                key == "remove"
                    ? "write letters, digits and \"-\", and \"*\" at the end for all names that begin so"
                    : "write letters, digits and \"-\" (RFC 9110 section 5.1)")
            return nil
        }
        let field = isPrefix ? FieldName.other : unsafe name.withUnsafeBytes { unsafe FieldName.of($0) }
        if let problem = problem(with: field, key, target) {
            issues.add(node, "\(TOMLNode.quoted(text)) \(problem.text)", problem.remedy)
            return nil
        }
        return text
    }

    private func problem(
        with field: FieldName, _ key: String, _ target: RuleTarget
    ) -> (text: String, remedy: String)? {
        switch field {
        case .connection, .contentLength, .transferEncoding, .te, .trailer, .upgrade, .keepAlive, .proxyConnection:
            return ("is about one connection and its framing, which are the server's own", "remove this rule")
        case .cdnLoop:
            return ("is how requests that go round in a circle are known, and the server's own", "remove this rule")
        case .expect where target != .response:
            return ("is answered by the server itself", "remove this rule")
        case .host:
            switch target {
            case .response: return ("is a field of requests", "remove this rule")
            case .request(canSetHost: true):
                return key == "set" ? nil : ("can only be set", "write set = \"Host\", value = \"…\"")
            case .request(canSetHost: false):
                return (
                    "has chosen the route already and cannot be changed",
                    "set it on a route to an origin, or in the worker's request to its origin"
                )
            }
        default: return nil
        }
    }

    // MARK: values

    private func value(_ table: inout TableReader) -> ValueTemplate? {
        guard let (text, node) = table.string("value", example: "${client.ip}") else { return nil }
        guard text.utf8.count <= RuleLimits.valueBytesMax else {
            issues.add(node, "\(text.utf8.count) bytes", "write \(RuleLimits.valueBytesMax) at most")
            return nil
        }
        guard ConfigCheck.isHeaderValue(text) else {
            issues.add(
                node, "\(TOMLNode.quoted(text)) is no header value", "write visible ASCII, without line breaks")
            return nil
        }
        do throws(ValueTemplate.Problem) {
            let template = try ValueTemplate(parsing: text)
            guard template.fixed?.isEmpty != true else {
                issues.add(node, "is empty", "write a value, or remove = \"NAME\" for none")
                return nil
            }
            return template
        } catch {
            switch error {
            case .notClosed: issues.add(node, "\(TOMLNode.quoted(text)) has \"${\" without \"}\"", "close it")
            case .loneDollar:
                issues.add(
                    node, "\(TOMLNode.quoted(text)) has a \"$\" alone", "write \"$$\" for a dollar, or \"${client.ip}\""
                )
            case .unknown(let name):
                let nearest = NearestName.of(name, among: RuleVariable.names).map { "did you mean ${\($0)}? " } ?? ""
                issues.add(
                    node, "${\(name.prefix(60))} is no variable",
                    "\(nearest)there are: \(RuleVariable.names.joined(separator: ", "))")
            }
            return nil
        }
    }
}
