/// The sins of Tests/Fixtures/zoo.
extension ZooSin {
    private static func trap(_ name: String, _ deed: String, in function: String) -> ZooSin {
        ZooSin(
            guest: .swift, name: name, deed: deed,
            end: .answered(500, Fault(cause: "trap", says: [function, "zoo.Zoo."])))
    }

    /// Every kind of check that Swift makes.
    static let checks = [
        trap("nil", "unwraps nil", in: "forceNil"),
        trap("add", "adds beyond the largest integer", in: "addTooMuch"),
        trap("negate", "negates the least integer", in: "negateTheLeast"),
        trap("convert", "converts to a type that is too small", in: "convertTooLarge"),
        trap("float", "converts a NaN to an integer", in: "convertNaN"),
        trap("divide", "divides by zero", in: "divideByNothing"),
        trap("index", "indexes behind an array's end", in: "elementBeyondTheEnd"),
        trap("negative-index", "indexes before an array's start", in: "elementBeforeTheStart"),
        trap("empty", "removes from an empty array", in: "firstOfNone"),
        trap("range", "makes a range that ends before it starts", in: "rangeBackwards"),
        trap("string", "indexes behind a string's end", in: "characterBeyondTheEnd"),
        trap("duplicate", "makes a dictionary of equal keys", in: "keyTwice"),
        trap("cast", "casts to a class that it is not", in: "castToAnother"),
        trap("try", "throws in a try!", in: "tryInVain"),
        ZooSin(
            guest: .swift, name: "fatal", deed: "calls fatalError",
            end: .answered(
                500, Fault(cause: "trap", says: ["fatalError: on purpose: fatal (zoo/Checks.swift:", " in zoo.fatal("]))
        ),
        ZooSin(
            guest: .swift, name: "precondition", deed: "does not meet a precondition",
            end: .answered(
                500,
                Fault(
                    cause: "trap",
                    says: ["precondition failed: the sin has a name (zoo/Checks.swift:", " in zoo.conditionNotMet("]))),
        ZooSin(
            guest: .swift, name: "recursion", deed: "calls itself without end",
            end: .answered(500, Fault(cause: "stack", says: ["recurse(Int) ×"]))),
        ZooSin(
            guest: .swift, name: "throw", deed: "throws",
            end: .answered(500, Fault(cause: "thrown", says: ["thrown: thrown on purpose "]))),
        ZooSin(
            guest: .swift, name: "throw-forgery", deed: "throws a text that looks like a line of the log",
            end: .answered(500, Fault(cause: "thrown", says: ["a\\nworker zoo@0"]))),
        ZooSin(
            guest: .swift, name: "stranger", deed: "asks an origin that it was not given",
            end: .answered(500, Fault(cause: "thrown", says: ["no such origin"]))),
        ZooSin(
            guest: .swift, name: "unreachable", deed: "lets the failure of an origin pass",
            end: .answered(500, Fault(cause: "thrown", says: ["could not be reached"]))),
        ZooSin(
            guest: .swift, name: "exclusivity",
            deed: "changes a variable while it changes (not checked in the sandbox)",
            end: .refused),
    ]

    private static let memory = Limit(key: "limits.memory", value: "4MiB")
    private static let cpu = Limit(key: "limits.cpu", value: "200ms")
    private static let backgroundCPU = Limit(key: "limits.background_cpu", value: "200ms")

    /// More of something than there is.
    static let appetites = [
        ZooSin(
            guest: .swift, name: "spin", deed: "loops without end",
            end: .answered(503, Fault(cause: "cpu", limit: cpu, says: ["spin()"]))),
        ZooSin(
            guest: .swift, name: "spin-in-calls", deed: "loops without end, in host calls",
            end: .answered(503, Fault(cause: "cpu", limit: cpu, says: ["spinInCalls()"]))),
        ZooSin(
            guest: .swift, name: "grow", deed: "allocates by pieces without end",
            end: .answered(500, Fault(cause: "memory", limit: memory, says: ["growByPieces()"]))),
        ZooSin(
            guest: .swift, name: "grow-at-once", deed: "allocates 768 MiB at once",
            end: .answered(500, Fault(cause: "memory", limit: memory, says: ["growAtOnce"]))),
        ZooSin(
            guest: .swift, name: "grow-text", deed: "appends to a text without end",
            end: .answered(500, Fault(cause: "memory", limit: memory, says: ["growText()"]))),
        ZooSin(
            guest: .swift, name: "body-huge", deed: "makes a body larger than its memory",
            end: .answered(500, Fault(cause: "memory", limit: memory))),
        ZooSin(
            guest: .swift, name: "log-flood", deed: "logs 2,000 lines",
            end: .curtailed(Limit(key: "limits.log_bytes", value: "4KiB"))),
        ZooSin(
            guest: .swift, name: "log-huge", deed: "logs a line of 100 kB",
            end: .curtailed(Limit(key: "limits.log_bytes", value: "4KiB"))),
        ZooSin(
            guest: .swift, name: "log-forgery", deed: "logs a text that looks like a line of the host", end: .refused),
        ZooSin(
            guest: .swift, name: "subrequest-flood", deed: "asks an origin 1,000 times, one after the other",
            end: .answered(500, Fault(cause: "thrown", limit: Limit(key: "limits.subrequests", value: "8")))),
        ZooSin(
            guest: .swift, name: "subrequest-crowd", deed: "asks an origin 1,000 times at once",
            end: .answered(500, Fault(cause: "thrown", limit: Limit(key: "limits.subrequests_concurrent", value: "6")))),
        ZooSin(
            guest: .swift, name: "spin-afterwards", deed: "loops without end after its answer",
            end: .afterwards(Fault(cause: "cpu", limit: backgroundCPU, says: ["spin()"]))),
        ZooSin(
            guest: .swift, name: "grow-afterwards", deed: "allocates without end after its answer",
            end: .afterwards(Fault(cause: "memory", limit: memory, says: ["growByPieces()"]))),
        ZooSin(
            guest: .swift, name: "trap-afterwards", deed: "traps after its answer",
            end: .afterwards(Fault(cause: "trap", says: ["forceNil"]))),
    ]

    /// Waiting without end.
    static let clocks = [
        ZooSin(
            guest: .impatientSwift, name: "wait", deed: "waits for an origin that says nothing",
            end: .answered(504, Fault(cause: "wall", limit: Limit(key: "limits.wall", value: "300ms")))),
        ZooSin(
            guest: .impatientC, name: "wait-for-ever", deed: "waits for an origin that says nothing, in C",
            end: .answered(504, Fault(cause: "wall", limit: Limit(key: "limits.wall", value: "300ms")))),
        ZooSin(
            guest: .impatientC, name: "wait-afterwards", deed: "waits without end after its answer",
            end: .afterwards(
                Fault(cause: "wall", limit: Limit(key: "limits.background_wall", value: "300ms")))),
    ]

    /// Answers that HTTP has no place for, through the SDK.
    static let messages = [
        ZooSin(
            guest: .swift, name: "crlf-in-value", deed: "sets a field whose value has a line break",
            end: .answered(500, Fault(cause: "answer", says: ["the value of a field"]))),
        ZooSin(
            guest: .swift, name: "nul-in-value", deed: "sets a field whose value has a NUL",
            end: .answered(500, Fault(cause: "answer", says: ["the value of a field"]))),
        ZooSin(
            guest: .swift, name: "blank-in-name", deed: "sets a field whose name has a blank",
            end: .answered(500, Fault(cause: "answer", says: ["a field name"]))),
        ZooSin(
            guest: .swift, name: "status", deed: "answers with status 999",
            end: .answered(500, Fault(cause: "abi", says: ["status 999"]))),
        ZooSin(
            guest: .swift, name: "head-huge", deed: "sets a field of 40 kB",
            end: .answered(
                500, Fault(cause: "answer", limit: Limit(key: "limits.response_head_bytes", value: "8KiB")))),
    ]
}
