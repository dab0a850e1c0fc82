/// Certificates for tests, made by the openssl command.
enum Certificate {
    /// A self-signed P-256 certificate `NAME.pem` for that name, and its key `NAME.key`.
    static func make(_ name: String, in folder: TemporaryFolder) throws {
        let result = try Command(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name),IP:127.0.0.1",
            "-keyout", folder.path("\(name).key"), "-out", folder.path("\(name).pem"))
        guard result.exitCode == 0 else { throw EndToEndError("openssl: \(result.errors)") }
    }
}
