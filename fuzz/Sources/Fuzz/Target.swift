/// A parser, or a few of one kind, and what must be true of them whatever they are given.
struct Target: Sendable {
    let name: String
    /// What is fuzzed, for the list.
    let about: String
    /// What an input may take from the arena, for each of its bytes; `arenaMin` aside.
    var arenaPerByte = 256
    let run: @Sendable (Input) -> Void

    /// What any input may take from the arena: requests and buffers of a first size.
    static let arenaMin = 256 << 10

    /// CPU time that any input may take, and what it may take for each of its bytes, in nanoseconds: instrumented code is
    /// some tens of times slower than what is deployed. libFuzzer's own limit is real time, which other programs take too.
    static let timeMin: UInt64 = 200_000_000
    static let timePerByte: UInt64 = 20_000

    static let all: [Target] = [
        .json, .numbers, .url, .query, .codecs, .cookies, .fields, .dates, .requestHead, .responseHead, .body, .module,
        .config, .tokens, .rules, .decoding, .keys, .shape,
    ]
}

/// Ends the process, which libFuzzer reports with the input, unless `condition` holds.
func expect(
    _ condition: Bool, _ what: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
    if !condition { fatalError(what(), file: file, line: line) }
}

/// Numbers that follow from some bytes: the same whenever they are tried.
struct Choice {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ input: some Sequence<UInt8>) {
        for byte in input { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// Below `bound`.
    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(bound, 1)))
    }
}
