internal import HTTPTypes

extension Request {
    /// Changes the fields as the rules say. Variables are of this request, as the client sent it.
    public mutating func apply(_ rules: HeaderRules) {
        headers.apply(rules, self)
    }

    /// Changes the fields of a request that the worker makes for an origin. Variables are of `client`, as it was sent.
    public mutating func apply(_ rules: HeaderRules, for client: Request) {
        headers.apply(rules, client)
    }
}

extension Response {
    /// Changes the fields as the rules say. Variables are of `request`, as the client sent it.
    ///
    /// A response that the host is to fetch (`origin.forward`) has fields that nobody knows yet: rules with a `rename` end in
    /// an error there. Have it done by the config's `response_headers`, or `fetch` the response.
    public mutating func apply(_ rules: HeaderRules, for request: Request) {
        if rules.hasRename, case .forwarded = kind {
            log.error("fields of a response that is forwarded cannot be renamed: nobody has seen them yet")
            // Which is refused when the response leaves: workers without rules pay nothing for it.
            status = .internalServerError
        }
        headers.apply(rules, request)
    }
}

extension Headers {
    @export(interface)
    fileprivate mutating func apply(_ rules: HeaderRules, _ request: Request) {
        for index in 0..<rules.steps.count {
            let step = rules.steps[index]
            switch step.operation {
            case .remove: record(.remove, step.name)
            case .rename: rename(step.name, step.text)
            case .set:
                let value = rules.value(of: step, request)
                record(value.isEmpty ? .remove : .set, step.name, value)
            case .append:
                let value = rules.value(of: step, request)
                if !value.isEmpty { record(.append, step.name, value) }
            }
        }
    }

    private mutating func rename(_ name: Bytes, _ other: Bytes) {
        let values = values(name)
        guard !values.isEmpty else { return }
        record(.remove, name)
        for index in 0..<values.count { record(.append, other, values[index]) }
    }
}

extension HeaderRules {
    /// Nothing is allocated for a value that is one variable, or has none.
    @export(interface)
    fileprivate func value(of step: Step, _ request: borrowing Request) -> Bytes {
        guard let first = step.parts.first else { return step.text }
        guard step.parts.count > 1 else { return parts[first].value(request).trimmed }
        var text = BytesBuilder(capacity: 128)
        for place in step.parts { text.append(parts[place].value(request)) }
        return text.finish().trimmed
    }
}
