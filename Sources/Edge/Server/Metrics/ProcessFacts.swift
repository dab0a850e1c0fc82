internal import Glibc
internal import HTTP
internal import Synchronization

/// What the system knows of this process, for whoever reads `/metrics`.
///
/// Process lifetime; any thread, one at a time. The files below /proc are opened once, at start: later the process may have
/// shut itself out of them.
@safe final class ProcessFacts: Sendable {
    @safe private struct Files {
        /// nil: there is no /proc.
        var descriptors: OpaquePointer?
        var memory: Int32
    }

    private let files: Mutex<Files>
    private let started: UInt64

    init() {
        files = unsafe Mutex(
            Files(descriptors: opendir("/proc/self/fd"), memory: open("/proc/self/statm", O_RDONLY | O_CLOEXEC)))
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        started = UInt64(now.tv_sec)
    }

    deinit {
        files.withLock { files in
            if let directory = unsafe files.descriptors { unsafe closedir(directory) }
            if files.memory >= 0 { close(files.memory) }
        }
    }

    func write(into out: inout ByteBuffer) {
        let (memory, descriptors) = files.withLock { (Self.memory($0), Self.openDescriptors($0)) }
        if let memory {
            out.append(.residentMemory, memory.resident)
            out.append(.virtualMemory, memory.virtual)
        }
        if let descriptors { out.append(.openDescriptors, descriptors) }
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            out.append(.descriptorsMax, UInt64(limit.rlim_cur))
        }
        var used = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
        out.append(.processCPU, UInt64(used.tv_sec) &* 1_000_000_000 &+ UInt64(used.tv_nsec))
        out.append(.startTime, started)
    }

    /// In bytes; proc(5): the first two numbers are pages, all and resident.
    private static func memory(_ files: Files) -> (virtual: UInt64, resident: UInt64)? {
        var text = [UInt8](repeating: 0, count: 256)
        let count = unsafe text.withUnsafeMutableBytes { unsafe pread(files.memory, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        let numbers = String(decoding: text[..<count], as: UTF8.self).split(separator: " ").compactMap { UInt64($0) }
        guard numbers.count > 1 else { return nil }
        let page = UInt64(sysconf(Int32(_SC_PAGESIZE)))
        return (numbers[0] * page, numbers[1] * page)
    }

    private static func openDescriptors(_ files: Files) -> UInt64? {
        guard let directory = unsafe files.descriptors else { return nil }
        unsafe rewinddir(directory)
        var count: UInt64 = 0
        while let entry = unsafe readdir(directory) {
            if unsafe entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
}

extension ByteBuffer {
    fileprivate mutating func append(_ family: MetricFamily, _ value: UInt64) {
        append(head: family)
        append(MetricSeries(family), of: nil, value: value)
    }
}
