import Testing

/// What header rules mean, in a form that needs nothing of the host: the SDK's rules mean the same.
///
/// The request is `GET /shop/a%20b?x=1&y=2` for `shop.example:8443` over TLS, from 192.0.2.7, with the id
/// 0123456789abcdef0123456789abcdef and the case's fields.
struct HeaderRuleCase: Sendable, CustomTestStringConvertible {
    enum Rule: Sendable {
        case set(String, String)
        case append(String, String)
        case remove(String)
        case rename(String, to: String)
    }

    let name: String
    let rules: [Rule]
    /// "Name: value", one a line.
    let fields: [String]
    /// The same afterwards: what was there and stays, in order, then what is new, in order.
    let expected: [String]

    var testDescription: String { name }

    init(_ name: String, _ rules: [Rule], _ fields: [String], _ expected: [String]) {
        self.name = name
        self.rules = rules
        self.fields = fields
        self.expected = expected
    }

    static let all: [HeaderRuleCase] = actions + order + variables + values

    private static let actions: [HeaderRuleCase] = [
        HeaderRuleCase("set adds", [.set("X-A", "1")], ["B: 2"], ["B: 2", "X-A: 1"]),
        HeaderRuleCase(
            "set replaces all of that name, in any case of letters", [.set("X-A", "1")], ["x-a: 2", "B: 3", "X-a: 4"],
            ["B: 3", "X-A: 1"]),
        HeaderRuleCase(
            "append keeps what is there", [.append("X-A", "1"), .append("X-A", "2")], ["X-A: 0"],
            ["X-A: 0", "X-A: 1", "X-A: 2"]),
        HeaderRuleCase("remove", [.remove("x-a")], ["X-A: 1", "X-AB: 2", "X-A: 3"], ["X-AB: 2"]),
        HeaderRuleCase(
            "remove by the beginning of a name", [.remove("X-Debug-*")],
            ["X-Debug-: 0", "X-DEBUG-A: 1", "X-Debug: 2", "X-Debu-g: 3"], ["X-Debug: 2", "X-Debu-g: 3"]),
        HeaderRuleCase("remove what is not there", [.remove("X-A"), .remove("X-B*")], ["C: 1"], ["C: 1"]),
        HeaderRuleCase(
            "rename keeps values and order", [.rename("X-Old", to: "X-New")], ["X-Old: 1", "B: 2", "x-old: 3"],
            ["B: 2", "X-New: 1", "X-New: 3"]),
        HeaderRuleCase(
            "rename puts them behind those that have the new name", [.rename("X-Old", to: "X-New")],
            ["X-Old: 1", "X-New: 2"], ["X-New: 2", "X-New: 1"]),
        HeaderRuleCase("rename what is not there", [.rename("X-Old", to: "X-New")], ["X-New: 2"], ["X-New: 2"]),
        HeaderRuleCase("rename changes the spelling", [.rename("x-a", to: "X-A")], ["x-a: 1"], ["X-A: 1"]),
        HeaderRuleCase("rename keeps empty values", [.rename("X-Old", to: "X-New")], ["X-Old: "], ["X-New: "]),
    ]

    private static let order: [HeaderRuleCase] = [
        HeaderRuleCase("the last set counts", [.set("X-A", "1"), .set("x-a", "2")], [], ["x-a: 2"]),
        HeaderRuleCase(
            "append behind set", [.set("X-A", "1"), .append("X-A", "2")], ["X-A: 0"], ["X-A: 1", "X-A: 2"]),
        HeaderRuleCase("set behind append", [.append("X-A", "2"), .set("X-A", "1")], ["X-A: 0"], ["X-A: 1"]),
        HeaderRuleCase("remove what was set", [.set("X-A", "1"), .remove("X-*")], ["X-B: 1", "C: 2"], ["C: 2"]),
        HeaderRuleCase(
            "set what was removed", [.remove("X-*"), .set("X-A", "1")], ["X-B: 1", "C: 2"], ["C: 2", "X-A: 1"]),
        HeaderRuleCase(
            "rename what was set and appended", [.append("A", "2"), .rename("A", to: "B")], ["A: 1"], ["B: 1", "B: 2"]),
        HeaderRuleCase(
            "rename twice", [.rename("A", to: "B"), .rename("B", to: "C")], ["A: 1", "B: 2"], ["C: 2", "C: 1"]),
        HeaderRuleCase(
            "two names change places", [.rename("A", to: "T"), .rename("B", to: "A"), .rename("T", to: "B")],
            ["A: 1", "B: 2"], ["A: 2", "B: 1"]),
        HeaderRuleCase("rename what was removed", [.remove("A"), .rename("A", to: "B")], ["A: 1"], []),
        HeaderRuleCase("remove what was renamed", [.rename("A", to: "B"), .remove("B")], ["A: 1", "B: 2"], []),
        HeaderRuleCase(
            "set keeps a name free for others", [.rename("A", to: "B"), .set("A", "3")], ["A: 1"], ["B: 1", "A: 3"]),
    ]

    private static let variables: [HeaderRuleCase] = [
        HeaderRuleCase(
            "of the connection", [.set("A", "${client.ip} ${request.scheme} ${request.id}")], [],
            ["A: 192.0.2.7 https 0123456789abcdef0123456789abcdef"]),
        HeaderRuleCase(
            "of the request line, as it was sent", [.set("A", "${request.method} ${request.path} ${request.query}")],
            [],
            ["A: GET /shop/a%20b x=1&y=2"]),
        HeaderRuleCase("the host has its port", [.set("A", "${request.host}")], [], ["A: shop.example:8443"]),
        HeaderRuleCase(
            "fields, in any case of letters", [.set("A", "<${header.x-b}>")], ["X-B: b"], ["X-B: b", "A: <b>"]),
        HeaderRuleCase(
            "fields of one name are joined", [.set("A", "${header.X-B}")], ["X-B: 1", "C: 2", "X-B: 3"],
            ["X-B: 1", "C: 2", "X-B: 3", "A: 1, 3"]),
        HeaderRuleCase(
            "fields as the client sent them, whatever rules did before",
            [.set("X-B", "mine"), .set("A", "${header.X-B}"), .remove("X-B")], ["X-B: client's"], ["A: client's"]),
        HeaderRuleCase(
            "the first cookie of that name, without quotes", [.set("A", "${cookie.b}")],
            ["Cookie: a=1; b=\"2\"; b=3", "Cookie: b=4"], ["Cookie: a=1; b=\"2\"; b=3", "Cookie: b=4", "A: 2"]),
        HeaderRuleCase(
            "cookies' names have cases", [.set("A", "${cookie.B}-")], ["Cookie: b=1"], ["Cookie: b=1", "A: -"]),
        HeaderRuleCase(
            "a cookie in a second field", [.set("A", "${cookie.c}")], ["Cookie: ab=1; b", "Cookie: c = 5 ;"],
            ["Cookie: ab=1; b", "Cookie: c = 5 ;", "A: 5"]),
        HeaderRuleCase("two dollars are one", [.set("A", "$$5 $${client.ip} $$$$")], [], ["A: $5 ${client.ip} $$"]),
    ]

    private static let values: [HeaderRuleCase] = [
        HeaderRuleCase("set to nothing removes", [.set("A", "${header.B}")], ["A: 1"], []),
        HeaderRuleCase(
            "set to an empty cookie removes", [.set("A", "${cookie.c}")], ["A: 1", "Cookie: c="], ["Cookie: c="]),
        HeaderRuleCase("append of nothing does nothing", [.append("A", "${header.B}")], ["A: 1"], ["A: 1"]),
        HeaderRuleCase("blanks alone are nothing", [.set("A", " ${header.B} ")], ["A: 1"], []),
        HeaderRuleCase("blanks around a value go", [.set("A", "${header.B} x ${header.C}")], [], ["A: x"]),
        HeaderRuleCase(
            "what is missing leaves the rest", [.set("A", "Bearer ${cookie.token}")], ["Cookie: x=1"],
            ["Cookie: x=1", "A: Bearer"]),
        HeaderRuleCase("letters beyond ASCII go on", [.set("A", "${header.B}")], ["B: é"], ["B: é", "A: é"]),
    ]
}
