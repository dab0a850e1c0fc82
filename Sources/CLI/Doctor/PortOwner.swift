internal import Glibc

/// Which process listens on a TCP port, as /proc says. Of other users' processes only root learns.
enum PortOwner {
    /// "nginx (pid 812)"; nil: nobody, or nobody that we may see.
    static func find(_ port: UInt16) -> String? {
        let sockets = Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap { listeners(port, table: $0) })
        guard !sockets.isEmpty else { return nil }
        for process in entries("/proc") where process.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            let folder = "/proc/\(process)/fd"
            for descriptor in entries(folder) where sockets.contains(target(folder + "/" + descriptor)) {
                return "\(SystemProbe.firstLine("/proc/\(process)/comm") ?? "a process") (pid \(process))"
            }
        }
        return nil
    }

    /// What descriptors of the listening sockets on that port point to: "socket:[4711]".
    private static func listeners(_ port: UInt16, table: String) -> [String] {
        guard let file = unsafe fopen(table, "r") else { return [] }
        defer { unsafe fclose(file) }
        var found: [String] = []
        var line = [CChar](repeating: 0, count: 512)
        while unsafe fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let fields = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
            // local address, in hexadecimal; state 0A: it listens; inode
            guard fields.count > 9, fields[3] == "0A", let colon = fields[1].lastIndex(of: ":"),
                UInt16(fields[1][fields[1].index(after: colon)...], radix: 16) == port
            else { continue }
            found.append("socket:[\(fields[9])]")
        }
        return found
    }

    private static func entries(_ directory: String) -> [String] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func target(_ link: String) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let count = unsafe readlink(link, base, buffer.count - 1)
            guard count > 0 else { return "" }
            unsafe buffer[count] = 0
            return unsafe String(cString: base)
        }
    }
}
