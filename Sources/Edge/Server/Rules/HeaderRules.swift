internal import Glibc
internal import HTTP

/// The rules of one list (a route's `request_headers` or `response_headers`), ready to be applied: what does not change
/// from request to request is in one piece of memory, which heads are composed from.
///
/// Process lifetime. Sendable: the memory is written in `init` and only read afterwards.
@safe package final class HeaderRules: @unchecked Sendable {
    enum Action { case set, append, remove, rename }

    /// One rule; its bytes are places in `memory`.
    struct Rule {
        let action: Action
        /// Without the asterisk, which is behind it.
        let name: Range<Int>
        let isPrefix: Bool
        /// The value of `set` and `append`, unless `template` has it; the new name of `rename`.
        let text: Range<Int>
        let template: ValueTemplate?
    }

    let rules: [Rule]
    let hasVariables: Bool
    private let memory: UnsafeMutableRawBufferPointer

    package init(_ list: [HeaderRule]) {
        var bytes: [UInt8] = []
        func place(_ text: [UInt8]) -> Range<Int> {
            bytes += text
            return bytes.count - text.count..<bytes.count
        }
        rules = list.map { rule in
            switch rule {
            case .set(let name, let value), .append(let name, let value):
                let action: Action = if case .set = rule { .set } else { .append }
                return Rule(
                    action: action, name: place(Array(name.utf8)), isPrefix: false, text: place(value.fixed ?? []),
                    template: value.fixed == nil ? value : nil)
            case .remove(let name):
                let isPrefix = name.hasSuffix("*")
                let whole = place(Array(name.utf8))
                return Rule(
                    action: .remove, name: whole.lowerBound..<whole.upperBound - (isPrefix ? 1 : 0),
                    isPrefix: isPrefix, text: 0..<0, template: nil)
            case .rename(let name, let new):
                return Rule(
                    action: .rename, name: place(Array(name.utf8)), isPrefix: false, text: place(Array(new.utf8)),
                    template: nil)
            }
        }
        hasVariables = rules.contains { $0.template != nil }
        unsafe memory = .allocate(byteCount: max(bytes.count, 1), alignment: 1)
        unsafe memory.copyBytes(from: bytes)
    }

    deinit { unsafe memory.deallocate() }

    /// Bytes of a rule; valid as long as the list.
    func bytes(_ place: Range<Int>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: memory[place])
    }

    /// Whether any of the first `count` rules takes fields of that name away from a head.
    func removes(_ name: UnsafeRawBufferPointer, first count: Int) -> Bool {
        for index in 0..<count where unsafe rules[index].action != .append && matches(index, name) { return true }
        return false
    }

    func removes(_ name: UnsafeRawBufferPointer) -> Bool { unsafe removes(name, first: rules.count) }

    /// Whether the rule is about fields of that name.
    func matches(_ index: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        let rule = rules[index]
        guard rule.isPrefix ? name.count >= rule.name.count : name.count == rule.name.count else { return false }
        guard let first = unsafe bytes(rule.name).baseAddress, let second = name.baseAddress else { return true }
        return unsafe strncasecmp(first, second, rule.name.count) == 0
    }
}

/// The rules of a route. Process lifetime.
package final class RouteRules: Sendable {
    let request: HeaderRules?
    let response: HeaderRules?

    /// Nil where there are none.
    init?(request: [HeaderRule], response: [HeaderRule]) {
        guard !request.isEmpty || !response.isEmpty else { return nil }
        self.request = request.isEmpty ? nil : HeaderRules(request)
        self.response = response.isEmpty ? nil : HeaderRules(response)
    }
}
