internal import HTTP

/// Requests' heads by shape, and a body in chunks.
enum ParserPaths {
    static var all: [MicroPath] {
        [
            head("parse-curl", Sample.curl, times: 5_000),
            head("parse-browser", Sample.request, times: 2_000),
            head("parse-100-fields", Sample.manyFields, times: 300),
            head("parse-long-uri", Sample.longTarget, times: 500),
            MicroPath("body-chunked", times: 1_000) {
                { times in
                    try unsafe Sample.chunks.withUnsafeBytes { bytes in
                        for _ in 0..<times { try unsafe read(bytes) }
                    }
                }
            },
        ]
    }

    private static func head(_ name: String, _ text: [UInt8], times: Int) -> MicroPath {
        MicroPath(name, times: times) {
            { times in
                var request = RequestHead()
                try unsafe text.withUnsafeBytes { bytes in
                    for _ in 0..<times {
                        guard case .complete = try unsafe request.parse(bytes) else {
                            throw BenchError(description: "\(name): the head is not whole")
                        }
                    }
                }
            }
        }
    }

    private static func read(_ bytes: UnsafeRawBufferPointer) throws {
        var reader = BodyReader(.chunked)
        var position = 0
        while case .data = try unsafe reader.next(bytes, position: &position) {}
        guard reader.isComplete else { throw BenchError(description: "the chunked body has no end") }
    }
}
