internal import Glibc

/// What of this process's memory is in RAM.
enum ResidentMemory {
    static func bytes() throws -> Int {
        let file = unsafe open("/proc/self/statm", O_RDONLY)
        guard file >= 0 else { throw BenchError(description: "/proc/self/statm cannot be read") }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = unsafe read(file, &text, text.count)
        let numbers = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else {
            throw BenchError(description: "/proc/self/statm has another form")
        }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
