extension RoutePattern {
    /// As the configuration's `match` says it.
    package var text: String {
        let host =
            switch host {
            case .any: "*"
            case .suffix(let name): "*\(name)"
            case .exact(let name): name
            }
        return switch path {
        case .exact(let path): host + path
        case .prefix(let path): "\(host)\(path)*"
        }
    }
}

extension RouteRules {
    /// In one line, for people: `request: set x-from; response: remove server`.
    var described: String {
        [("request", request), ("response", response)].compactMap { name, rules in
            guard let rules, !rules.rules.isEmpty else { return nil }
            return "\(name): " + rules.rules.map { rules.described($0) }.joined(separator: ", ")
        }.joined(separator: "; ")
    }
}

extension HeaderRules {
    fileprivate func described(_ rule: Rule) -> String {
        let name = unsafe String(decoding: bytes(rule.name), as: UTF8.self) + (rule.isPrefix ? "*" : "")
        return switch rule.action {
        case .set: "set \(name)"
        case .append: "append \(name)"
        case .remove: "remove \(name)"
        case .rename: unsafe "rename \(name) to \(String(decoding: bytes(rule.text), as: UTF8.self))"
        }
    }
}
