import Glibc
import Testing

@testable import TLS

/// A directory of a test's own, gone afterwards.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/swiftlet-tls-XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template)
        path = try #require(unsafe made.map { unsafe String(cString: $0) })
    }

    deinit { Self.run("rm -rf \(path)") }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        #expect(
            unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
        return file
    }

    /// A certificate and its key as files, made with the `openssl` program; nil, with a line that says so, without it.
    func makePair(_ name: String, host: String) throws -> (certificate: String, key: String)? {
        let pair = (certificate: "\(path)/\(name).pem", key: "\(path)/\(name).key")
        let status = Self.run(
            """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(host) \
            -addext subjectAltName=DNS:\(host) -keyout \(pair.key) -out \(pair.certificate)
            """)
        guard status == 0 else {
            print("skipped: openssl cannot make certificates here (status \(status))")
            return nil
        }
        return pair
    }

    /// Runs a line in the shell, without output: its exit status.
    @discardableResult
    private static func run(_ line: String) -> Int32 { unsafe system(line + " >/dev/null 2>&1") }
}

extension Scratch {
    /// Contexts of a client that trusts exactly this self-signed certificate, and of its server.
    func contexts(
        for names: [String], serverName: String
    ) throws -> (client: TLSClientContext, server: TLSServerContext) {
        let certificate = try TLSCertificate(selfSignedFor: names)
        let file = try write("trusted.pem", certificate.pem())
        return (
            try TLSClientContext(serverName: serverName, authorities: file),
            try TLSServerContext(certificates: [certificate])
        )
    }
}
