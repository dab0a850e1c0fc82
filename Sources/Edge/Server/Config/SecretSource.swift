internal import Glibc
package import Isolate

/// Where secrets come from: files and the process's environment. At start only.
///
/// What goes wrong is told without a byte of what was read.
package enum SecretSource {
    /// A key or a token; what is longer is another file.
    package static let bytesMax = 64 << 10

    package struct Problem: Error {
        /// Goes on from a name: "is larger than 64KiB".
        package var text: String
    }

    /// The whole file, without one line end behind it.
    package static func file(_ path: String) throws(Problem) -> SecretValue {
        switch FileProbe.read(path, bytesMax: bytesMax) {
        case .success(let bytes): return try checked(bytes)
        case .failure(let problem): throw Problem(text: "cannot be read: \(problem.text)")
        }
    }

    package static func environment(_ name: String) throws(Problem) -> SecretValue {
        guard !name.utf8.contains(0), !name.contains("="), let start = unsafe getenv(name) else {
            throw Problem(text: "is not set")
        }
        return try checked(unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: strlen(start))))
    }

    private static func checked(_ bytes: [UInt8]) throws(Problem) -> SecretValue {
        var end = bytes.count
        if bytes.last == UInt8(ascii: "\n") {
            end -= 1
            if end > 0, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        }
        guard end <= bytesMax else { throw Problem(text: "is longer than \(Quantity.text(bytes: bytesMax))") }
        // As a key it would let everybody in.
        guard end > 0 else { throw Problem(text: "is empty") }
        guard !bytes[..<end].contains(0) else {
            throw Problem(text: "holds a NUL byte: write binary keys as base64 or hexadecimal text")
        }
        return SecretValue(Array(bytes[..<end]))
    }
}
