/// The sins of Tests/Fixtures/zoo-abi: what a module can do that the SDK never does.
extension ZooSin {
    /// Ends with the line that says which address it was.
    private static func outside(_ name: String, _ deed: String, _ says: String) -> ZooSin {
        ZooSin(guest: .c, name: name, deed: deed, end: .answered(500, Fault(cause: "abi", says: [says])))
    }

    private static func refused(_ name: String, _ deed: String) -> ZooSin {
        ZooSin(guest: .c, name: name, deed: deed, end: .refused)
    }

    private static let cpu = Limit(key: "limits.cpu", value: "200ms")

    /// Addresses and lengths of every host call that takes one.
    static let addresses = [
        outside("log-outside", "logs from behind its memory", "log: text outside of memory"),
        outside("log-length", "logs 4 GiB", "log: text outside of memory"),
        outside("random-outside", "wants random bytes across its memory's end", "random: no such room"),
        outside("random-length", "wants more than 64 KiB of random bytes at once", "random: no such room"),
        outside("origin-outside", "names an origin at a negative address", "origin: name outside of memory"),
        outside("variable-name", "names a variable behind its memory", "variable: name outside of memory"),
        outside("variable-room", "wants a variable across its memory's end", "variable: room outside of memory"),
        outside("secret-name", "names a secret at 2 GiB", "secret: name outside of memory"),
        outside("send-outside", "sends a message across its memory's end", "send: the message lies outside of memory"),
        outside("head-room", "wants a head across its memory's end", "head: room outside of memory"),
        outside("read-room", "reads across its memory's end", "read: room outside of memory"),
        outside("read-length", "reads 2 GiB", "read: room outside of memory"),
        outside("respond-outside", "answers early from address -1", "respond: the message lies outside of memory"),
        outside("digest-input", "hashes what lies behind its memory", "digest: bytes outside of memory"),
        outside("digest-room", "wants a hash across its memory's end", "digest: room outside of memory"),
        outside("hmac-key", "signs with a key across its memory's end", "hmac: key outside of memory"),
        outside("verify-signature", "checks a signature at a negative address", "verify: signature outside of memory"),
        refused("empty-outside", "passes empty runs at address -1"),
        refused("misaligned-message", "sends a message from an odd address"),
        refused("overlapping", "has hashes written over their input and key"),
        refused("unknown-origin", "sends to an origin's number that it was not given"),
        refused("unknown-algorithm", "asks for a hash and a signature that do not exist"),
        refused("huge-digest", "hashes 2 MiB at once"),
        refused("strange-clock", "asks for a clock that does not exist"),
        refused("strange-log-level", "logs at a level that does not exist"),
        refused("log-bytes", "logs broken UTF-8, NUL, line breaks and escapes"),
    ]

    static let handles = [
        refused("handle-of-others", "guesses handles, and uses them in every call"),
        refused("handle-after-close", "uses a handle after it has closed it twice"),
        refused("wait-for-request", "waits for the client's request as for a response"),
        outside("answer-from-closed", "answers with a response that it has closed", "which was closed"),
        outside("answer-from-unasked", "answers with a response that it has not asked for", "which does not exist"),
    ]

    static let floods = [
        refused("send-flood", "sends 10,000 requests without waiting"),
        refused("send-and-close-flood", "sends and gives up 10,000 requests"),
        refused("call-flood", "makes 10,000 host calls"),
        ZooSin(
            guest: .c, name: "random-flood", deed: "asks for random bytes without end",
            end: .answered(503, Fault(cause: "cpu", limit: cpu, says: ["floods"]))),
        ZooSin(
            guest: .c, name: "digest-flood", deed: "hashes without end",
            end: .answered(503, Fault(cause: "cpu", limit: cpu, says: ["floods"]))),
        ZooSin(
            guest: .c, name: "log-flood", deed: "logs 5,000 lines",
            end: .curtailed(Limit(key: "limits.log_bytes", value: "4KiB"))),
    ]

    /// The answer's place and numbers.
    static let answers = [
        outside("answer-outside", "answers from behind its memory", "the message lies outside of memory"),
        outside("answer-at-end", "answers across its memory's end", "the message lies outside of memory"),
        outside("answer-negative", "answers from address -1", "the message lies outside of memory"),
        outside("answer-zeroes", "answers with a message of zeroes", "kind 0"),
        outside("body-outside", "has its body across its memory's end", "the body lies outside of memory"),
        outside("body-negative", "has a body of 4 GiB", "the body lies outside of memory"),
        outside("edits-outside", "has its fields at a negative address", "the table of edits lies outside of memory"),
        ZooSin(
            guest: .c, name: "edits-without-end", deed: "has four billion fields",
            end: .answered(500, Fault(cause: "answer", says: ["4294967295 edits"]))),
        outside("name-outside", "has a field's name behind its memory", "a field name lies outside of memory"),
        outside("value-outside", "has a field's value at address -1", "a field value lies outside of memory"),
        ZooSin(
            guest: .c, name: "value-over-everything", deed: "has all of its memory as a field's value",
            end: .answered(500, Fault(cause: "answer", says: ["the value of a field"]))),
        outside("status-0", "answers with status 0", "status 0"),
        outside("status-99", "answers with status 99", "status 99"),
        outside("status-101", "answers with status 101", "status 101"),
        outside("status-600", "answers with status 600", "status 600"),
        outside("status-huge", "answers with status 4294967295", "status 4294967295"),
        outside("kind-unknown", "answers with a kind that does not exist", "kind 99"),
        outside("body-kind-unknown", "has a kind of body that does not exist", "body kind 99"),
        outside("operation-unknown", "has an edit that does not exist", "edit operation 99"),
        outside("stream-without-respond", "announces a body in an answer that ends it", "body kind 3"),
        outside("forward-to-nobody", "forwards to an origin's number that it was not given", "no such origin"),
    ]

    private static func injected(_ name: String, _ deed: String, _ says: String) -> ZooSin {
        ZooSin(guest: .c, name: name, deed: deed, end: .answered(500, Fault(cause: "answer", says: [says])))
    }

    static let fields = [
        injected("cr-in-value", "has CR in a field's value", "the value of a field"),
        injected("lf-in-value", "has LF in a field's value", "the value of a field"),
        injected("crlf-in-value", "has CRLF and a field in a field's value", "the value of a field"),
        injected("nul-in-value", "has NUL in a field's value", "the value of a field"),
        injected("crlf-in-name", "has CRLF in a field's name", "a field name"),
        injected("nul-in-name", "has NUL in a field's name", "a field name"),
        injected("colon-in-name", "has a colon in a field's name", "a field name"),
        injected("empty-name", "has a field without name", "a field name"),
        injected("utf8-in-name", "has a field's name beyond ASCII", "a field name"),
        refused("crlf-in-target", "sends a request whose target has a line break"),
        refused("crlf-in-method", "sends a request whose method is a request"),
        refused("lying-length", "sets Content-Length to what its body is not"),
        refused("lying-framing", "sets Transfer-Encoding"),
        refused("lying-connection", "sets Connection"),
        refused("utf8-broken", "has a field's value in broken UTF-8 (HTTP allows it)"),
        ZooSin(
            guest: .c, name: "head-too-large", deed: "sets 64 fields of 1 kB",
            end: .answered(
                500, Fault(cause: "answer", limit: Limit(key: "limits.response_head_bytes", value: "8KiB")))),
    ]

    /// When the answer is given.
    static let times = [
        outside("never-answers", "says that it is done and has not answered", "has not answered"),
        ZooSin(
            guest: .c, name: "answers-twice", deed: "answers a second time",
            end: .afterwards(Fault(cause: "abi", says: ["respond: the answer was given already"]))),
        ZooSin(
            guest: .c, name: "answers-again", deed: "returns an answer after it has answered",
            end: .afterwards(Fault(cause: "abi", says: ["it answers again"]))),
        refused("body-after-end", "writes after the body's end"),
        refused("body-without-answer", "writes a body before it has answered"),
        ZooSin(
            guest: .c, name: "body-left-open", deed: "is done before its body has ended",
            end: .cut(Fault(cause: "abi", says: ["has not ended its answer's body"]))),
        ZooSin(
            guest: .c, name: "trap-in-body", deed: "traps while it writes its body",
            end: .cut(Fault(cause: "trap", says: ["times"]))),
        ZooSin(
            guest: .c, name: "write-without-end", deed: "writes a body without end",
            end: .cut(
                Fault(cause: "answer", limit: Limit(key: "limits.response_body_bytes", value: "1MiB"), says: []))),
        ZooSin(
            guest: .c, name: "write-outside", deed: "writes a body from behind its memory",
            end: .cut(Fault(cause: "abi", says: ["write: bytes outside of memory"]))),
        ZooSin(
            guest: .c, name: "respond-after-trap", deed: "answers after a trap",
            end: .answered(500, Fault(cause: "trap", says: ["times"]))),
        ZooSin(
            guest: .c, name: "spin-afterwards", deed: "loops without end after its answer, in C",
            end: .afterwards(
                Fault(cause: "cpu", limit: Limit(key: "limits.background_cpu", value: "200ms"), says: ["times"]))),
        ZooSin(
            guest: .c, name: "trap-afterwards", deed: "traps after its answer, in C",
            end: .afterwards(Fault(cause: "trap", says: ["times"]))),
    ]

    private static func trap(_ name: String, _ deed: String, cause: String = "trap", _ says: String) -> ZooSin {
        ZooSin(guest: .c, name: name, deed: deed, end: .answered(500, Fault(cause: cause, says: [says])))
    }

    /// Against the machine that it runs on.
    static let machine = [
        refused("grow-at-once", "grows its memory by 4 GiB"),
        refused("grow-by-steps", "grows its memory page by page, without end"),
        trap("load-outside", "reads at a negative address", "access outside of memory"),
        trap("store-outside", "writes behind its memory", "access outside of memory"),
        trap("copy-outside", "copies across its memory's end", "access outside of memory"),
        outside("forget-everything", "overwrites all of its memory, stack and request", "kind"),
        ZooSin(
            guest: .c, name: "spin", deed: "loops without end, in C",
            end: .answered(503, Fault(cause: "cpu", limit: cpu, says: ["control"]))),
        ZooSin(
            guest: .c, name: "spin-in-calls", deed: "loops without end, in host calls, in C",
            end: .answered(503, Fault(cause: "cpu", limit: cpu, says: ["control"]))),
        trap("call-empty-entry", "calls a null pointer", "table"),
        trap("call-outside-table", "calls a pointer behind its table", "outside of the table"),
        trap("divide-by-zero", "divides by zero, in C", "division by zero"),
        trap("recursion", "calls itself without end, in C", cause: "stack", "deeper"),
        trap("re-entrancy", "calls the function that the host calls", cause: "stack", "calls"),
        refused("init-again", "calls its own initialisation again"),
        ZooSin(guest: .table, name: "grow", deed: "grows its table without end", end: .refused),
        ZooSin(
            guest: .table, name: "fill", deed: "fills its table with itself and calls an entry, without end",
            end: .answered(500, Fault(cause: "stack", says: ["swiftlet_fetch"]))),
        ZooSin(
            guest: .table, name: "set", deed: "writes behind its table",
            end: .answered(500, Fault(cause: "trap", says: ["table"]))),
    ]
}
