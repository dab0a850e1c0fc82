/// A request that a version must answer before it goes live, declared in its bundle's manifest.
///
/// It runs in an isolate of its own, without a network: origins answer what `origins` says of them, and one that it does
/// not name cannot be reached. A worker that forwards the request to such an origin has answered, as long as nothing is
/// expected of the answer; to expect something takes a double of that origin, whose response is then looked at with the
/// worker's changes.
package struct SmokeRequest: Sendable, Equatable {
    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What the answer has to be like. Nothing said: a status below 400.
    package struct Expectation: Sendable, Equatable {
        package var status: Int?
        /// Each must be there with this value.
        package var headers: [Header] = []
        /// Text that stands in the body.
        package var contains: String?

        package init(status: Int? = nil, headers: [Header] = [], contains: String? = nil) {
            self.status = status
            self.headers = headers
            self.contains = contains
        }
    }

    /// What stands for an origin: a response that is always the same.
    package struct Origin: Sendable, Equatable {
        /// The worker's name of it.
        package var origin: String
        /// 200 to 599.
        package var status: Int
        /// Without Content-Length, which is counted.
        package var headers: [Header]
        package var body: String?

        package init(_ origin: String, status: Int = 200, headers: [Header] = [], body: String? = nil) {
            self.origin = origin
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// Requests of one manifest.
    package static let countMax = 32
    package static let headersMax = 64
    /// Doubles of one request.
    package static let originsMax = 16
    /// Of paths, bodies, names and each header together.
    package static let bytesMax = 64 << 10

    package var method: String
    /// With query; begins with `/`.
    package var path: String
    package var headers: [Header]
    package var body: String?
    package var expect: Expectation
    /// Each origin once.
    package var origins: [Origin]

    package init(
        method: String = "GET", path: String, headers: [Header] = [], body: String? = nil,
        expect: Expectation = Expectation(), origins: [Origin] = []
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.expect = expect
        self.origins = origins
    }

    /// Refuses what is no request, or too large a one. `index`: among its manifest's, from 0.
    package func check(index: Int) throws(DeployError) {
        func refuse(_ kind: DeployError.Kind, _ problem: String, _ remedy: String) -> DeployError {
            DeployError(kind, "smoke request \(index + 1): \(problem)", remedy: remedy)
        }
        guard Self.isToken(method), method.utf8.count <= 32 else {
            throw refuse(.input, "\(Quoted.text(method)) is no method", "write GET, POST, …")
        }
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            throw refuse(.input, "\(Quoted.text(path)) is no path", "begin it with \"/\" and encode what is not ASCII")
        }
        let fields = headers + expect.headers + origins.flatMap(\.headers)
        for header in fields {
            guard Self.isToken(header.name) else {
                throw refuse(
                    .input, "\(Quoted.text(header.name)) is no header's name", "write letters, digits and \"-\"")
            }
            guard header.value.utf8.allSatisfy({ $0 == 9 || $0 >= 0x20 && $0 != 0x7f }) else {
                throw refuse(.input, "the value of \(header.name) has control characters", "write it on one line")
            }
        }
        if let status = expect.status, !(100...599 ~= status) {
            throw refuse(.input, "\(status) is no status", "write 100 to 599")
        }
        for (index, origin) in origins.enumerated() {
            guard !origin.origin.isEmpty, origin.origin.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
                throw refuse(
                    .input, "\(Quoted.text(origin.origin)) is no origin's name", "write the worker's name of it")
            }
            guard !origins[..<index].contains(where: { $0.origin == origin.origin }) else {
                throw refuse(.input, "the origin \(origin.origin) has two doubles", "leave one out")
            }
            guard 200...599 ~= origin.status else {
                throw refuse(
                    .input, "the origin \(origin.origin) answers \(origin.status)", "write a status from 200 to 599")
            }
        }
        let parts = [method, path, body ?? "", expect.contains ?? ""] + origins.flatMap { [$0.origin, $0.body ?? ""] }
        let size =
            parts.reduce(0) { $0 + $1.utf8.count }
            + fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        guard size <= Self.bytesMax, fields.count <= Self.headersMax, origins.count <= Self.originsMax else {
            throw refuse(
                .limit,
                "it has \(size) bytes of \(Self.bytesMax), \(fields.count) headers of \(Self.headersMax), "
                    + "\(origins.count) origins of \(Self.originsMax)", "make it smaller")
        }
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
