/// docs/containment.md, made of what the tests of the zoo declare.
enum ContainmentPage {
    static let rewrite = "SWIFTLET_WRITE_PAGES=1 swift test --filter ContainmentPageTests"

    static var text: String {
        """
        # Containment

        A worker may do anything, and nobody but its own request pays. This page is the list of what has been tried:
        \(ZooSin.all.count) sins of workers that answer requests, and \(ZooModule.all.count) modules that never come so
        far. `make test` commits each of them against the real host. While a worker sins and afterwards, its neighbour on
        the same loop is served; after rounds of all of them the host has the descriptors that it had, and its memory
        within 5 % and 2 MiB.

        The tables are made of the tests' own declarations (`Tests/EndToEndTests/Zoo`); a test fails where this page says
        anything else. To write it anew: `\(rewrite)`.

        ## The line in the log

        Every request that its worker fails has one, with the id that the client got:

        ```text
        2026-11-21T10:30:00.123Z warning worker shop@412780ea1679: cpu limit: 50ms used up in shop.price(Item) < shop.Shop.fetch(Request, Env) cause=cpu limit=workers.shop.limits.cpu value=50ms cpu=50123us memory=131072 request=…
        ```

        | Field | Meaning |
        |---|---|
        | `worker NAME@VERSION` | the worker, and its version: `shop@v7` where the host [keeps versions](deploying.md), else the hash of module and settings |
        | `after the response` | stands where the client has had its answer |
        | the text | what happened, and in which functions, innermost first; the SDK's own are left out |
        | `cause` | one of the words below |
        | `limit`, `value` | the key of the configuration that would change it, and what it is now; absent where no key would |
        | `cpu` | the request's CPU time so far |
        | `memory` | what the sandbox's memory has grown to, in bytes |
        | `request` | the request's id |

        | `cause` | What it was | The client gets |
        |---|---|---|
        | `trap` | a check of the worker's own code failed, or it left its memory | 500 |
        | `cpu` | it used its CPU time up | 503 |
        | `wall` | it did not answer in time | 504 |
        | `memory` | an allocation found no memory | 500 |
        | `stack` | a recursion without end | 500 |
        | `abi` | an address, handle or number that the ABI does not allow | 500 |
        | `answer` | an answer that HTTP does not allow, or a limit | 500 |
        | `thrown` | it threw an error | 500 |

        Where the answer has begun, the connection ends before the answer does: nobody takes it for whole. A text of the
        worker's own (what it throws, what it logs, its functions' names) has its control characters escaped, and its
        length bounded: it cannot make a line.

        ## What takes more than one request

        | It … | What becomes of it | Tests |
        |---|---|---|
        | calls itself through its own route | 508 after `limits.hops`, and a line in the log; the whole tree of requests is bounded ([loops](configuration.md#loops)) | `LoopDetectionTests` |
        | has more requests than it may, or than there are isolates | those beyond wait, for `queue_wait` at most; then 503 with `Retry-After`. Other workers keep their `reserved` places ([how many at once](configuration.md#how-many-at-once)) | `AdmissionTests` |
        | logs without end in all its requests | past `log_rate` lines are dropped and counted; past `log_buffer` too, when nobody reads: no request waits for the log | `LogFloodTests` |
        | fails nearly every request | it is taken out, its fallback answers, and it is tried again ([quarantine](configuration.md#quarantine)) | `QuarantineTests` |
        | loops, allocates, logs or waits in thousands of requests at once | its neighbour on the same loop is answered within its slice | `make bench-neighbour` |

        ## Workers that answer requests

        "As documented": the host call returns an error, or does no harm, and the worker goes on; nothing is logged.

        | It … | Written in | The client gets | `cause` | `limit` |
        |---|---|---|---|---|
        \(ZooSin.all.map(row).joined(separator: "\n"))

        ## Modules that never come so far

        `swiftlet serve` prints one line and ends with 78 before it listens; a running server keeps the version that it
        has. `cause` where the module ran.

        | It … | The line says | `cause` | `limit` |
        |---|---|---|---|
        \(ZooModule.all.map(row).joined(separator: "\n"))

        What is left for the machine to choose is little: see [what is deterministic](abi.md#what-is-deterministic).

        """
    }

    private static func row(_ sin: ZooSin) -> String {
        let (client, fault, limit): (String, ZooSin.Fault?, ZooSin.Limit?) =
            switch sin.end {
            case .answered(let status, let fault): ("\(status)", fault, fault.limit)
            case .cut(let fault): ("200, cut short", fault, fault.limit)
            case .afterwards(let fault): ("200", fault, fault.limit)
            case .refused: ("200, as documented", nil, nil)
            case .curtailed(let limit): ("200, as documented; the rest is dropped", nil, limit)
            }
        return "| \(sin.deed) | \(sin.guest.language) | \(client) | \(code(fault?.cause)) | \(code(limit?.key)) |"
    }

    private static func row(_ module: ZooModule) -> String {
        "| \(module.deed) | \(module.says) | \(code(module.cause)) | \(code(module.limit?.key)) |"
    }

    private static func code(_ text: String?) -> String { text.map { "`\($0)`" } ?? "" }
}
