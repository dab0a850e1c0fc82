internal import Glibc
internal import HTTP

/// Finds the file that a path names below a directory. Process lifetime, immutable, shared by loops.
///
/// What leaves the directory is not there: parts that begin with a dot (`..` and hidden files, but for `.well-known`),
/// escaped slashes and NULs, and symbolic links to the outside. Looking up blocks for the time of `open` and `fstat`.
struct StaticFiles: Sendable {
    enum Lookup: ~Copyable {
        case found(StaticFile)
        /// Also where the file may not be read: a 403 would tell that it exists.
        case notFound
        /// A directory without the slash at its end: 301 to the path with it, so that relative links work.
        case directory
    }

    /// As configured: looked up anew with each request, so that it may be swapped by renaming.
    private let root: String
    /// `root` without symbolic links, as it was at start.
    private let realRoot: String
    /// Bytes of a path that the route accounts for; nil where `root` is the file itself.
    private let prefixLength: Int?

    init(root: String, pattern: RoutePattern) {
        self.root = root
        realRoot = Self.real(root) ?? root
        prefixLength =
            switch pattern.path {
            case .prefix: pattern.matchedPathLength
            case .exact: nil
            }
    }

    /// - Parameter path: in normal form, matched by the route's pattern.
    func find(_ path: UnsafeRawBufferPointer) -> Lookup {
        let rest: UnsafeRawBufferPointer
        if let prefixLength {
            guard path.count >= prefixLength else { return .notFound }
            unsafe rest = UnsafeRawBufferPointer(rebasing: path[prefixLength...])
        } else {
            unsafe rest = UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let isDirectoryPath = unsafe prefixLength != nil && path.last == UInt8(ascii: "/")
        // Room for the root, a slash, the path and the end; a path never gets longer by decoding.
        let room = root.utf8.count + rest.count + 2
        guard room <= Int(PATH_MAX) else { return .notFound }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { buffer in
            var length = 0
            for byte in root.utf8 { unsafe Self.put(byte, in: buffer, at: &length) }
            if prefixLength != nil { unsafe Self.put(UInt8(ascii: "/"), in: buffer, at: &length) }
            guard unsafe Self.decode(rest, into: buffer, at: &length) else { return .notFound }
            unsafe Self.put(0, in: buffer, at: &length)
            guard let name = unsafe UnsafePointer(buffer.baseAddress) else { return .notFound }
            return unsafe open(name, isDirectoryPath: isDirectoryPath)
        }
    }

    // MARK: the name

    private static func put(_ byte: UInt8, in buffer: UnsafeMutableBufferPointer<CChar>, at length: inout Int) {
        unsafe buffer[length] = CChar(bitPattern: byte)
        length += 1
    }

    /// Undoes percent-encoding; false where a part of the path is none that a file may have.
    private static func decode(
        _ path: UnsafeRawBufferPointer, into buffer: UnsafeMutableBufferPointer<CChar>, at length: inout Int
    ) -> Bool {
        var index = 0
        var partStart = length
        while index < path.count {
            var byte = unsafe path[index]
            index += 1
            if byte == UInt8(ascii: "/") {
                guard unsafe isAllowed(UnsafeBufferPointer(rebasing: buffer[partStart..<length])) else { return false }
                unsafe put(byte, in: buffer, at: &length)
                partStart = length
                continue
            }
            if byte == UInt8(ascii: "%") {
                guard index + 1 < path.count, let high = unsafe hexDigit(path[index]),
                    let low = unsafe hexDigit(path[index + 1])
                else { return false }
                byte = high << 4 | low
                index += 2
            }
            guard byte != 0, byte != UInt8(ascii: "/") else { return false }
            unsafe put(byte, in: buffer, at: &length)
        }
        return unsafe isAllowed(UnsafeBufferPointer(rebasing: buffer[partStart..<length]))
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// Hidden names stay hidden, but for the one that is made to be found (RFC 8615).
    private static func isAllowed(_ part: UnsafeBufferPointer<CChar>) -> Bool {
        guard unsafe part.first == CChar(bitPattern: UInt8(ascii: ".")) else { return true }
        return unsafe part.elementsEqual(".well-known".utf8.lazy.map { CChar(bitPattern: $0) })
    }

    // MARK: the file

    private func open(_ name: UnsafePointer<CChar>, isDirectoryPath: Bool) -> Lookup {
        // O_NONBLOCK: a pipe by that name must not hold the loop.
        let descriptor = unsafe Glibc.open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return .notFound }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, isBelowRoot(descriptor) else {
            close(descriptor)
            return .notFound
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG where !isDirectoryPath:
            let type = unsafe ContentType.of(fileName: UnsafeRawBufferPointer(start: name, count: strlen(name)))
            return .found(StaticFile(descriptor: descriptor, status: status, contentType: type))
        case S_IFDIR where prefixLength != nil:
            defer { close(descriptor) }
            return isDirectoryPath ? index(of: descriptor) : .directory
        default:
            close(descriptor)
            return .notFound
        }
    }

    private func index(of directory: Int32) -> Lookup {
        let descriptor = unsafe openat(directory, "index.html", O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return .notFound }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, isBelowRoot(descriptor) else {
            close(descriptor)
            return .notFound
        }
        return .found(StaticFile(descriptor: descriptor, status: status, contentType: ContentType.html))
    }

    /// Where the open file really is decides: asked of the descriptor, so that nothing can be swapped in between.
    private func isBelowRoot(_ descriptor: Int32) -> Bool {
        if Self.isBelow(realRoot, descriptor) { return true }
        // The root may have been a link that leads elsewhere by now.
        guard let real = Self.real(root), real != realRoot else { return false }
        return Self.isBelow(real, descriptor)
    }

    private static func isBelow(_ root: String, _ descriptor: Int32) -> Bool {
        let length = root.utf8.count
        // The link's name, then as much of where it leads as decides: the root and one byte behind it.
        let nameRoom = 32
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: nameRoom + length + 1) { buffer in
            guard let name = buffer.baseAddress else { return false }
            var end = 0
            for byte in "/proc/self/fd/".utf8 { unsafe put(byte, in: buffer, at: &end) }
            var scale: Int32 = 1
            while descriptor / scale >= 10 { scale *= 10 }
            while scale > 0 {
                unsafe put(UInt8(ascii: "0") + UInt8(descriptor / scale % 10), in: buffer, at: &end)
                scale /= 10
            }
            unsafe put(0, in: buffer, at: &end)
            let count = unsafe readlink(name, name + nameRoom, length + 1)
            guard count >= length else { return false }
            let place = unsafe UnsafeRawBufferPointer(start: name + nameRoom, count: count)
            guard unsafe place.starts(with: root.utf8) else { return false }
            return unsafe count == length || length == 1 || place[length] == UInt8(ascii: "/")
        }
    }

    private static func real(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
