/// What header rules mean: the same for the config's and for the SDK's, so both are held to this table.
///
/// Plain data on purpose. Rules are `["set", NAME, VALUE]`, `["append", NAME, VALUE]`, `["remove", NAME]` and
/// `["rename", NAME, OTHER]`. What is compared is the values of each name, in order; the order of names is nobody's promise.
struct HeaderRuleCase: Sendable {
    typealias Fields = [(name: String, value: String)]

    var says: String
    var rules: [[String]]
    var fields: Fields = []
    var expected: Fields

    /// The request of every case: what the variables are of. Its fields are the ones of the case in front of these.
    static let target = "/a/b%20c?x=1&y=/?z"
    static let method = "PATCH"
    /// With the port, as the client sent it.
    static let host = "shop.example.com:8443"
    static let isSecure = true
    static let clientAddress = "2001:db8::7"
    static let requestID = "0123456789abcdef"
}

extension HeaderRuleCase {
    static let all: [HeaderRuleCase] = [
        .init(says: "no rules change nothing", rules: [], fields: [("A", "1")], expected: [("A", "1")]),
        .init(
            says: "set replaces every field of the name, whatever its case", rules: [["set", "x-a", "new"]],
            fields: [("X-A", "1"), ("B", "2"), ("x-A", "3")], expected: [("B", "2"), ("x-a", "new")]),
        .init(says: "set makes the field where there is none", rules: [["set", "A", "1"]], expected: [("A", "1")]),
        .init(
            says: "append leaves those that are there, and comes behind them", rules: [["append", "VIA", "edge"]],
            fields: [("Via", "1.1 a"), ("Via", "1.1 b")],
            expected: [("Via", "1.1 a"), ("Via", "1.1 b"), ("VIA", "edge")]),
        .init(
            says: "remove takes every field of the name", rules: [["remove", "a"]],
            fields: [("A", "1"), ("B", "2"), ("a", "3"), ("AA", "4")], expected: [("B", "2"), ("AA", "4")]),
        .init(
            says: "remove with * takes every field that begins so", rules: [["remove", "X-Debug-*"]],
            fields: [("x-debug-", "0"), ("X-DEBUG-A", "1"), ("X-Debug", "2"), ("X-Debu", "3"), ("AX-Debug-B", "4")],
            expected: [("X-Debug", "2"), ("X-Debu", "3"), ("AX-Debug-B", "4")]),
        .init(
            says: "rename moves every field of the name, with values and order", rules: [["rename", "old", "New"]],
            fields: [("Old", "1"), ("B", "2"), ("OLD", "3")], expected: [("B", "2"), ("New", "1"), ("New", "3")]),
        .init(
            says: "renamed fields come behind those that have the name already", rules: [["rename", "Old", "New"]],
            fields: [("Old", "1"), ("New", "2")], expected: [("New", "2"), ("New", "1")]),
        .init(
            says: "rename does nothing where there is nothing", rules: [["rename", "Old", "New"]],
            fields: [("New", "2")], expected: [("New", "2")]),
        .init(
            says: "rename to the same name changes no value", rules: [["rename", "X-A", "x-a"]],
            fields: [("X-A", "1"), ("X-A", "2")], expected: [("x-a", "1"), ("x-a", "2")]),
        .init(
            says: "empty values are renamed too", rules: [["rename", "Old", "New"]], fields: [("Old", "")],
            expected: [("New", "")]),

        // In order.
        .init(
            says: "what is removed later was never there",
            rules: [["set", "A", "1"], ["append", "A", "2"], ["remove", "a"]],
            fields: [("A", "0")], expected: []),
        .init(
            says: "what is removed earlier can be set again", rules: [["remove", "X-*"], ["set", "X-A", "1"]],
            fields: [("X-A", "0"), ("X-B", "0")], expected: [("X-A", "1")]),
        .init(
            says: "a renamed field is what later rules find",
            rules: [["rename", "A", "B"], ["rename", "B", "C"], ["append", "C", "2"]], fields: [("A", "1")],
            expected: [("C", "1"), ("C", "2")]),
        .init(
            says: "two names change places by a third",
            rules: [["rename", "A", "T"], ["rename", "B", "A"], ["rename", "T", "B"]],
            fields: [("A", "1"), ("B", "2")], expected: [("A", "2"), ("B", "1")]),
        .init(
            says: "what was set is renamed with the rest", rules: [["set", "A", "new"], ["rename", "A", "B"]],
            fields: [("A", "old")], expected: [("B", "new")]),

        // Variables.
        .init(
            says: "the request's variables",
            rules: [
                ["set", "1", "${client.ip}"], ["set", "2", "${request.id}"], ["set", "3", "${request.method}"],
                ["set", "4", "${request.scheme}"], ["set", "5", "${request.host}"], ["set", "6", "${request.path}"],
                ["set", "7", "${request.query}"],
            ],
            expected: [
                ("1", clientAddress), ("2", requestID), ("3", "PATCH"), ("4", "https"), ("5", host),
                ("6", "/a/b%20c"), ("7", "x=1&y=/?z"),
            ]),
        .init(
            says: "text and variables together",
            rules: [["set", "A", "<${request.method} ${request.path}>;${client.ip}"]],
            expected: [("A", "<PATCH /a/b%20c>;2001:db8::7")]),
        .init(
            says: "$$ is a dollar",
            rules: [["set", "A", "$$"], ["set", "B", "$${client.ip}"], ["set", "C", "$$$$5$$"]],
            expected: [("A", "$"), ("B", "${client.ip}"), ("C", "$$5$")]),
        .init(
            says: "a header, whatever its case", rules: [["set", "A", "[${header.x-user}]"]],
            fields: [("X-User", "ada")], expected: [("X-User", "ada"), ("A", "[ada]")]),
        .init(
            says: "a header that occurs twice is a list", rules: [["set", "A", "${header.X-Tag}"]],
            fields: [("X-Tag", "1"), ("x-tag", "2, 3")],
            expected: [("X-Tag", "1"), ("X-Tag", "2, 3"), ("A", "1, 2, 3")]),
        .init(
            says: "Cookie's list has its own separator", rules: [["set", "A", "${header.Cookie}"]],
            fields: [("Cookie", "a=1"), ("Cookie", "b=2")],
            expected: [("Cookie", "a=1"), ("Cookie", "b=2"), ("A", "a=1; b=2")]),
        .init(
            says: "a variable is what the client sent, not what rules have made of it",
            rules: [["set", "X-User", "eve"], ["set", "A", "${header.X-User}"], ["remove", "X-User"]],
            fields: [("X-User", "ada")], expected: [("A", "ada")]),
        .init(
            says: "a cookie, as sent, without quotes; its name's case counts",
            rules: [["set", "A", "${cookie.id}"], ["set", "B", "${cookie.Q}"], ["set", "C", "${cookie.ID}"]],
            fields: [("Cookie", "x=1; id=%41b; id=c"), ("Cookie", "Q=\"q\"")],
            expected: [("Cookie", "x=1; id=%41b; id=c"), ("Cookie", "Q=\"q\""), ("A", "%41b"), ("B", "q")]),
        .init(
            says: "bytes beyond ASCII pass", rules: [["set", "A", "é${header.B}"]], fields: [("B", "ü")],
            expected: [("B", "ü"), ("A", "éü")]),

        // Nothing there.
        .init(
            says: "set to an empty value removes",
            rules: [["set", "A", "${header.None}"], ["set", "B", "${cookie.none}"]],
            fields: [("A", "1"), ("B", "2"), ("C", "3")], expected: [("C", "3")]),
        .init(
            says: "append of an empty value does nothing", rules: [["append", "A", "${header.None}"]],
            fields: [("A", "1")], expected: [("A", "1")]),
        .init(
            says: "also where the value is written empty, or is blank",
            rules: [
                ["set", "A", ""], ["set", "B", " \t "], ["set", "C", " ${header.None} "], ["append", "D", " "],
            ],
            fields: [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")], expected: [("D", "4")]),
        .init(
            says: "what is missing is empty in the middle of text",
            rules: [["set", "A", "[${header.None}${cookie.none}]"]],
            expected: [("A", "[]")]),
        .init(
            says: "blanks at the ends are dropped",
            rules: [["set", "A", " a b\t"], ["set", "B", "${header.None} b"]],
            expected: [("A", "a b"), ("B", "b")]),
    ]

    /// Rules that are refused, with the byte of the value (of the name, where that is wrong) and the reason's name in
    /// `HeaderRulesError.Reason`.
    static let wrong: [(rule: [String], offset: Int, reason: String)] = [
        (["set", "", "1"], 0, "name"), (["set", "a b", "1"], 0, "name"), (["set", "a:", "1"], 0, "name"),
        (["set", "é", "1"], 0, "name"), (["remove", "a\r\nb"], 0, "name"), (["rename", "A", ""], 0, "name"),
        (["rename", "A", "b c"], 0, "name"), (["remove", "*"], 0, "name"),
        (["set", "X-*", "1"], 2, "wildcard"), (["rename", "X-*", "Y"], 2, "wildcard"),
        (["rename", "X", "Y-*"], 2, "wildcard"), (["remove", "X-*-Y"], 2, "wildcard"),
        (["remove", "X-**"], 2, "wildcard"),
        (["set", "Connection", "close"], 0, "framing"), (["append", "content-length", "1"], 0, "framing"),
        (["remove", "Transfer-Encoding"], 0, "framing"), (["rename", "TE", "X"], 0, "framing"),
        (["rename", "X", "Trailer"], 0, "framing"), (["remove", "Upgrade"], 0, "framing"),
        (["remove", "Keep-Alive"], 0, "framing"), (["remove", "proxy-connection"], 0, "framing"),
        (["remove", "Content-Length*"], 0, "framing"), (["set", "CDN-Loop", "a"], 0, "framing"),
        (["set", "A", "a\r\nB: c"], 1, "value"), (["set", "A", "a\u{0}"], 1, "value"),
        (["set", "A", "\u{7f}"], 0, "value"),
        (["set", "A", "$"], 0, "dollar"), (["set", "A", "5$ "], 1, "dollar"),
        (["append", "A", "$client.ip"], 0, "dollar"),
        (["set", "A", "a${client.ip"], 1, "unclosed"), (["set", "A", "${"], 0, "unclosed"),
        (["set", "A", "${}"], 0, "variable"), (["set", "A", "ab${client}"], 2, "variable"),
        (["set", "A", "${client.port}"], 0, "variable"), (["set", "A", "${Client.ip}"], 0, "variable"),
        (["set", "A", "${header.}"], 0, "variable"), (["set", "A", "${header.a b}"], 0, "variable"),
        (["set", "A", "${cookie.}"], 0, "variable"), (["set", "A", "${ client.ip }"], 0, "variable"),
        (["set", "A", "${header.${cookie.a}}"], 0, "variable"), (["set", "A", "${client.ip}${x.y}"], 12, "variable"),
    ]
}
