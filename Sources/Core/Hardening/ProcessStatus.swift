internal import Glibc

/// What the kernel says of a process in /proc/PID/status: which walls stand around it.
package struct ProcessStatus: Sendable, Equatable {
    /// Effective capabilities, a bit each.
    package var capabilities: UInt64 = 0
    package var hasNoNewPrivileges = false
    /// System calls are filtered.
    package var hasFilter = false
    package var threads = 1

    /// Of this process; nil: /proc is not there.
    package static func current() -> ProcessStatus? {
        guard let file = unsafe fopen("/proc/self/status", "re") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 8 << 10)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return ProcessStatus(String(decoding: bytes[..<count], as: UTF8.self))
    }

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            switch line[..<colon] {
            case "CapEff": capabilities = UInt64(value, radix: 16) ?? 0
            case "NoNewPrivs": hasNoNewPrivileges = value == "1"
            case "Seccomp": hasFilter = value == "2"
            case "Threads": threads = Int(value) ?? 1
            default: break
            }
        }
    }
}
