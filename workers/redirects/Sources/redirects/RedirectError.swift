import Swiftlet

/// A line of the rules that is none.
struct RedirectError: Error, Equatable {
    enum Reason {
        case words, from, to, byte, status, duplicate, loop
    }

    /// From 1.
    let line: Int
    let reason: Reason

    var description: String { "redirects, line \(line): \(Bytes(problem).text)" }

    private var problem: StaticString {
        switch reason {
        case .words: "a line is FROM TO [STATUS] [drop]"
        case .from: "FROM is a path that begins with one /, without query; a * only at its end, behind a /"
        case .to: "TO is a path that begins with one /, or a URL; it ends in /* if FROM does, and has no * else"
        case .byte: "a byte that no URL has: write it %XX"
        case .status: "the status is 301, 302, 307 or 308"
        case .duplicate: "this path is redirected by a line above"
        case .loop: "from here on visitors are sent in a circle, or through too many stops"
        }
    }
}
