internal import CFuzz
internal import Glibc

/// Tells parsers whose time grows faster than their input.
///
/// Each input is a pattern: the whole of it, or a part between what is before and behind, is repeated until it is long,
/// and then until it is `growth` times as long. CPU time is noisy: what looks bad is measured again before it counts.
struct Linearity {
    private let target: Target
    private static let growth = 4
    /// A parser that is quadratic takes `growth` squared times as long.
    private static let slowdownMax = 2.5 * Double(growth)
    private static let shortBytes = 8 << 10
    /// Below it says nothing.
    private static let nanosecondsMin: UInt64 = 3_000_000
    private static let patternBytesMax = 512
    private static let partsPerFile = 6

    init(_ target: Target) {
        self.target = target
    }

    /// True where nothing was found; else says what.
    func check(files: [String]) -> Bool {
        var isLinear = true
        for file in files {
            guard let bytes = read(file), !bytes.isEmpty, bytes.count <= Self.patternBytesMax else { continue }
            var choice = Choice(bytes)
            for part in 0..<Self.partsPerFile {
                let start = part == 0 ? 0 : choice.below(bytes.count)
                let end = part == 0 ? bytes.count : start + 1 + choice.below(min(bytes.count - start, 24))
                if let finding = slowdown(bytes, start..<end) {
                    print("\(file), bytes \(start) to \(end) repeated: \(finding)")
                    isLinear = false
                }
            }
        }
        return isLinear
    }

    private func slowdown(_ bytes: [UInt8], _ part: Range<Int>) -> String? {
        var count = Self.shortBytes
        var texts: [String] = []
        // Twice: where the pattern is long enough to be seen at all, time may leap once.
        for _ in 0..<2 {
            let short = repeated(bytes, part, count)
            let long = repeated(bytes, part, count * Self.growth)
            var shortTime = UInt64.max
            var longTime = UInt64.max
            for _ in 0..<4 {
                shortTime = min(shortTime, time(short))
                longTime = min(longTime, time(long))
                let isGrown = Double(longTime) >= Self.slowdownMax * Double(shortTime)
                if longTime < Self.nanosecondsMin || !isGrown { return nil }
            }
            texts.append("\(short.count) bytes take \(shortTime / 1000) us, \(long.count) take \(longTime / 1000) us")
            count *= Self.growth
        }
        return texts.joined(separator: "; ")
    }

    private func repeated(_ bytes: [UInt8], _ part: Range<Int>, _ count: Int) -> [UInt8] {
        var long = Array(bytes[..<part.lowerBound])
        while long.count < count { long += bytes[part] }
        return long + bytes[part.upperBound...]
    }

    private func time(_ bytes: [UInt8]) -> UInt64 {
        let start = fuzz_cpu_nanoseconds()
        unsafe bytes.withUnsafeBytes { bytes in unsafe fuzzOne(bytes) }
        return fuzz_cpu_nanoseconds() - start
    }

    private func read(_ path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var bytes = [UInt8](repeating: 0, count: Self.patternBytesMax + 1)
        let count = unsafe Glibc.read(file, &bytes, bytes.count)
        return count >= 0 ? Array(bytes[..<count]) : nil
    }
}
