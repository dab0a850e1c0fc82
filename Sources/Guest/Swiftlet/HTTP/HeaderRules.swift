/// Changes of a message's fields, as data: checked and taken apart once, in the worker's `init()`, applied to each message.
///
///     let rules = HeaderRules([
///         .set("X-Client-IP", "${client.ip}"), .remove("X-Debug-*"), .rename("X-Old", to: "X-New"),
///     ])
///
///     request.apply(rules)
///     response.apply(rules, for: request)
///
/// The same rules, with the same meaning, can stand in a config (`request_headers`, `response_headers`), for routes that
/// have no worker.
///
/// They are applied in order: each finds what those before it have left. In a value, `$$` is a dollar and `${…}` is what the
/// client said, before any change: `client.ip`, `request.id`, `request.method`, `request.scheme`, `request.host` (with the
/// port, if there is one), `request.path` and `request.query` as sent (without `?`), `header.NAME` (several are joined by ", ",
/// Cookie by "; "), `cookie.NAME` (the first of that name, as sent). What the client did not send is empty. Blanks at the
/// ends of a value are dropped, and one that comes out empty sets nothing: `set` then removes, `append` leaves all as it is.
///
/// Names are matched regardless of case. Fields of framing and connection, and `CDN-Loop`, are the host's: no rule can name them.
public struct HeaderRules {
    public struct Rule {
        enum Operation { case set, append, remove, rename }

        let operation: Operation
        let name: Bytes
        /// What it is set to, as written; of a rename the new name.
        let value: Bytes

        /// Replaces every field called `name` by one.
        public static func set(_ name: StaticString, _ value: StaticString) -> Rule {
            Rule(operation: .set, name: Bytes(name), value: Bytes(value))
        }

        /// Adds a field, whether or not there is one of that name.
        public static func append(_ name: StaticString, _ value: StaticString) -> Rule {
            Rule(operation: .append, name: Bytes(name), value: Bytes(value))
        }

        /// Removes every field called `name`; a name that ends in `*` removes every field that begins so.
        public static func remove(_ name: StaticString) -> Rule {
            Rule(operation: .remove, name: Bytes(name), value: Bytes())
        }

        /// Gives every field called `name` another name: values and their order stay, behind fields that have it already.
        public static func rename(_ name: StaticString, to other: StaticString) -> Rule {
            Rule(operation: .rename, name: Bytes(name), value: Bytes(other))
        }

        // Disfavoured, so that literals take the ones above.
        /// As with literals.
        @_disfavoredOverload
        public static func set(_ name: String, _ value: String) -> Rule {
            Rule(operation: .set, name: Bytes(copying: name), value: Bytes(copying: value))
        }

        /// As with literals.
        @_disfavoredOverload
        public static func append(_ name: String, _ value: String) -> Rule {
            Rule(operation: .append, name: Bytes(copying: name), value: Bytes(copying: value))
        }

        /// As with literals.
        @_disfavoredOverload
        public static func remove(_ name: String) -> Rule {
            Rule(operation: .remove, name: Bytes(copying: name), value: Bytes())
        }

        /// As with literals.
        @_disfavoredOverload
        public static func rename(_ name: String, to other: String) -> Rule {
            Rule(operation: .rename, name: Bytes(copying: name), value: Bytes(copying: other))
        }
    }

    /// A rule as it is applied.
    struct Step {
        let operation: Rule.Operation
        let name: Bytes
        /// The value where it is the same for every request; of a rename the new name.
        let text: Bytes
        /// Of `parts`: what the value is made of; empty where it is `text`.
        let parts: Range<Int>
    }

    /// So that a list cannot have more changes than the host takes of one message.
    public static var rulesMax: Int { 64 }
    /// Bytes of a value as it is written.
    public static var valueBytesMax: Int { 4096 }

    private(set) var steps: [Step] = []
    private(set) var parts: [HeaderTemplate.Part] = []
    /// Whether a rule can only be applied to fields that are known.
    private(set) var hasRename = false

    /// The rules of somebody who has to be believed to be right: their author, in literals. A wrong one is an error in the log
    /// that says which and why, and the end of the program: in `init()` it is not deployed.
    @export(interface)
    public init(_ rules: [Rule]) {
        do throws(HeaderRulesError) {
            try self.init(validating: rules)
        } catch {
            log.error(error.description)
            fatalError("a header rule is wrong")
        }
    }

    /// The same without a trap: for rules that come from elsewhere.
    @export(interface)
    public init(validating rules: [Rule]) throws(HeaderRulesError) {
        guard rules.count <= HeaderRules.rulesMax else {
            throw HeaderRulesError(rule: HeaderRules.rulesMax, offset: 0, reason: .tooManyRules)
        }
        for index in 0..<rules.count {
            do throws(HeaderTemplate.Problem) {
                try add(rules[index])
            } catch {
                throw HeaderRulesError(rule: index, offset: error.offset, reason: error.reason)
            }
        }
    }

    private mutating func add(_ rule: Rule) throws(HeaderTemplate.Problem) {
        try HeaderRules.check(rule.name, isPattern: rule.operation == .remove)
        var text = Bytes()
        let first = parts.count
        switch rule.operation {
        case .set, .append:
            text = try HeaderTemplate.split(rule.value, into: &parts)
        case .rename:
            try HeaderRules.check(rule.value, isPattern: false)
            text = rule.value
            hasRename = true
        case .remove:
            break
        }
        steps.append(Step(operation: rule.operation, name: rule.name, text: text, parts: first..<parts.count))
    }

    private static func check(_ name: Bytes, isPattern: Bool) throws(HeaderTemplate.Problem) {
        var fixed = name
        if name.last == UInt8(ascii: "*") {
            guard isPattern else { throw .init(offset: name.count - 1, reason: .wildcard) }
            fixed = name.slice(0..<name.count - 1)
        }
        guard fixed.isToken, fixed.count <= HeaderRules.valueBytesMax else { throw .init(offset: 0, reason: .name) }
        // A bare `*` and the like in the middle are tokens, but nobody means them.
        let star = fixed.position(of: UInt8(ascii: "*"))
        guard star == fixed.count else { throw .init(offset: star, reason: .wildcard) }
        guard !fixed.isOfFraming else { throw .init(offset: 0, reason: .framing) }
    }
}

extension Bytes {
    /// Whether a field of this name is about framing or the connection, or ends loops: those are the host's (RFC 9110
    /// section 7.6.1, RFC 8586).
    fileprivate var isOfFraming: Bool {
        switch lowercasedASCII {
        case "cdn-loop", "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer",
            "transfer-encoding", "upgrade":
            true
        default: false
        }
    }
}
