internal import CByteScan

/// A request method. `other` stands for every method without a case here; its name is in the head.
package enum Method: UInt8, CaseIterable, Sendable {
    case get, head, post, put, delete, options, patch, connect, trace, other

    /// Safe to send again when it is unknown whether the first attempt arrived (RFC 9110 section 9.2.2).
    package var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace: true
        case .post, .patch, .connect, .other: false
        }
    }

    /// The name as sent; empty for `other`.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .patch: "PATCH"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .other: ""
        }
    }

    /// Methods are case-sensitive (RFC 9110 section 9.1).
    package static func of(_ bytes: UnsafeRawBufferPointer) -> Method {
        guard let base = bytes.baseAddress, bytes.count >= 3 else { return .other }
        return unsafe of(base.assumingMemoryBound(to: UInt8.self), length: bytes.count)
    }

    @inline(__always)
    static func of(_ first: UnsafePointer<UInt8>, length: Int) -> Method {
        let candidate: Method
        switch (length, unsafe first[0]) {
        case (3, UInt8(ascii: "G")): candidate = .get
        case (3, UInt8(ascii: "P")): candidate = .put
        case (4, UInt8(ascii: "P")): candidate = .post
        case (4, UInt8(ascii: "H")): candidate = .head
        case (5, UInt8(ascii: "P")): candidate = .patch
        case (5, UInt8(ascii: "T")): candidate = .trace
        case (6, UInt8(ascii: "D")): candidate = .delete
        case (7, UInt8(ascii: "O")): candidate = .options
        case (7, UInt8(ascii: "C")): candidate = .connect
        default: return .other
        }
        let name = candidate.name
        for index in 1..<length where unsafe first[index] != name.utf8Start[index] { return .other }
        return candidate
    }
}
