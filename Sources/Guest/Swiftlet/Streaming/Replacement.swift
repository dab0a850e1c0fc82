/// Replaces texts in a body that streams through: every occurrence, also one that lies across two parts.
///
///     response.body = response.body.transformed(
///         by: Replacement([("http://internal", "https://shop.example"), ("<title>", "<title>Shop: ")]))
///
/// From left to right; of several texts that are found at one place, the first of the list. What was put in is not looked
/// at again. Between two parts it keeps fewer bytes than the longest text has. Made in `init()`, it costs a request nothing.
public struct Replacement: BodyTransform {
    private struct Rule {
        let text: Bytes
        let replacement: Bytes
    }

    private enum Match {
        case none
        case rule(Int)
        /// As far as the bytes go, they are a text's.
        case undecided
    }

    private let rules: [Rule]
    /// By byte: 1 if a text begins with it.
    private let starts: Bytes
    /// What may be the beginning of a text.
    private var kept: [UInt8] = []

    /// - Parameter pairs: Texts, and what takes their place. An empty text is never found.
    @export(interface)
    public init(_ pairs: [(text: Bytes, replacement: Bytes)]) {
        var starts = [UInt8](repeating: 0, count: 256)
        var rules: [Rule] = []
        for pair in pairs {
            guard let first = pair.text.first else { continue }
            starts[Int(first)] = 1
            rules.append(Rule(text: pair.text, replacement: pair.replacement))
        }
        self.rules = rules
        self.starts = Bytes(copying: starts)
    }

    // Disfavoured, so that pairs of `Bytes` take the one above.
    /// The same with literals.
    @_disfavoredOverload
    public init(_ pairs: [(StaticString, StaticString)]) {
        self.init(pairs.map { text, replacement in (Bytes(text), Bytes(replacement)) })
    }

    @export(interface)
    public mutating func part(_ part: [UInt8], to out: inout BodyWriter) throws(WorkerError) {
        let text = kept.isEmpty ? part : kept + part
        try out.write(replaced(text, isLast: false))
    }

    @export(interface)
    public mutating func end(to out: inout BodyWriter) throws(WorkerError) {
        try out.write(replaced(kept, isLast: true))
    }

    /// What is known of `text`'s replacement; the rest is kept.
    private mutating func replaced(_ text: [UInt8], isLast: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var copied = 0
        var end = text.count
        unsafe text.withUnsafeBytes { buffer in
            // A view that does not outlive the buffer.
            guard let start = buffer.baseAddress else { return }
            let text = unsafe Bytes(start: start.assumingMemoryBound(to: UInt8.self), count: buffer.count)
            var position = 0
            while position < text.count {
                guard starts[Int(text[position])] != 0 else {
                    position &+= 1
                    continue
                }
                switch match(text, at: position, isLast: isLast) {
                case .none:
                    position += 1
                case .rule(let index):
                    result.append(contentsOf: text.slice(copied..<position))
                    result.append(contentsOf: rules[index].replacement)
                    position += rules[index].text.count
                    copied = position
                case .undecided:
                    end = position
                    position = text.count
                }
            }
            result.append(contentsOf: text.slice(copied..<end))
        }
        kept = Array(text[end...])
        return result
    }

    private func match(_ text: Bytes, at position: Int, isLast: Bool) -> Match {
        let left = text.count - position
        for index in 0..<rules.count {
            let wanted = rules[index].text
            let count = min(wanted.count, left)
            guard text.slice(position..<position + count) == wanted.slice(0..<count) else { continue }
            if count == wanted.count { return .rule(index) }
            if !isLast { return .undecided }
        }
        return .none
    }
}
