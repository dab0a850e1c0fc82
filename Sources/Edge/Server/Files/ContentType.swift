/// Media types by file name: those of the web; `application/octet-stream` for the rest.
enum ContentType {
    static let html: StaticString = "text/html; charset=utf-8"
    static let unknown: StaticString = "application/octet-stream"

    /// Extensions in lower case, packed into a number: comparing one is comparing a register.
    private static let table: [(key: UInt64, type: StaticString)] = [
        ("html", html), ("htm", html),
        ("css", "text/css; charset=utf-8"),
        ("js", "text/javascript; charset=utf-8"), ("mjs", "text/javascript; charset=utf-8"),
        ("json", "application/json"), ("map", "application/json"),
        ("svg", "image/svg+xml"), ("png", "image/png"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"),
        ("webp", "image/webp"), ("avif", "image/avif"), ("gif", "image/gif"), ("ico", "image/x-icon"),
        ("woff2", "font/woff2"), ("woff", "font/woff"), ("ttf", "font/ttf"), ("otf", "font/otf"),
        ("txt", "text/plain; charset=utf-8"), ("md", "text/markdown; charset=utf-8"),
        ("csv", "text/csv; charset=utf-8"), ("xml", "application/xml"),
        ("wasm", "application/wasm"), ("pdf", "application/pdf"), ("webmanifest", "application/manifest+json"),
        ("mp4", "video/mp4"), ("webm", "video/webm"), ("mp3", "audio/mpeg"), ("ogg", "audio/ogg"),
        ("wav", "audio/wav"), ("zip", "application/zip"), ("gz", "application/gzip"), ("tar", "application/x-tar"),
    ].map { (pack($0.0), $0.1) }

    static func of(fileName: UnsafeRawBufferPointer) -> StaticString {
        var key: UInt64 = 0
        var index = fileName.count
        while index > 0 {
            index -= 1
            let byte = unsafe HostTable.lowercased(fileName[index])
            if byte == UInt8(ascii: ".") { return table.first { $0.key == key }?.type ?? unknown }
            if byte == UInt8(ascii: "/") { break }
            key = step(key, byte)
        }
        return unknown
    }

    private static func pack(_ text: String) -> UInt64 {
        text.utf8.reversed().reduce(0) { step($0, $1) }
    }

    /// Exact for up to eight letters, and apart for the longer ones of the table.
    private static func step(_ key: UInt64, _ byte: UInt8) -> UInt64 {
        (key << 8 | key >> 56) ^ UInt64(byte)
    }
}
