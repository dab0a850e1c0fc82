internal import Glibc

/// Files of /proc and /sys, whole; nil where there are none.
enum ProcFile {
    private static let bytesMax = 64 << 10

    static func text(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while bytes.count < bytesMax {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a directory, as numbers; others are left out.
    static func numbers(in directory: String) -> [Int32] {
        guard let handle = unsafe opendir(directory) else { return [] }
        defer { _ = unsafe closedir(handle) }
        var numbers: [Int32] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if let number = Int32(name) { numbers.append(number) }
        }
        return numbers
    }
}
