internal import Glibc
import Toolchain

/// What the system says of itself: facts for the checks, judged nowhere here.
enum SystemProbe {
    /// A setting of the kernel: the number in a file of /proc/sys.
    static func setting(_ name: String) -> Int? {
        firstLine("/proc/sys/" + name).flatMap { Int($0) }
    }

    /// Ports that the kernel chooses from for connections to others.
    static var localPorts: ClosedRange<Int>? {
        let bounds =
            firstLine("/proc/sys/net/ipv4/ip_local_port_range")?
            .split(whereSeparator: { $0 == "\t" || $0 == " " }).compactMap { Int($0) } ?? []
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        return bounds[0]...bounds[1]
    }

    /// The hard limit of a resource; nil: there is none.
    static func limit(_ resource: __rlimit_resource) -> UInt64? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
        return limit.rlim_max == rlim_t.max ? nil : UInt64(limit.rlim_max)
    }

    /// How many cores' time a container's quota allows (cgroup v2: "150000 100000" is 1.5); nil: no quota.
    static var processorQuota: Double? {
        let parts = firstLine("/sys/fs/cgroup/cpu.max")?.split(separator: " ") ?? []
        guard parts.count == 2, let time = Double(parts[0]), let period = Double(parts[1]), period > 0 else {
            return nil
        }
        return time / period
    }

    static var now: Int { time(nil) }

    /// When a file was last written.
    static func written(_ path: String) -> Int? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
    }

    /// Bytes that this user may still write to the file system of `path`, or of the nearest directory above it.
    static func freeBytes(_ path: String) -> UInt64? {
        var system = statvfs()
        guard unsafe statvfs(nearest(path), &system) == 0 else { return nil }
        return UInt64(system.f_bavail) * UInt64(system.f_frsize)
    }

    /// Tries what `swiftlet dev` does: one instance, one watch.
    static func watch() -> WatchCheck.Outcome {
        let instance = inotify_init1(Int32(O_CLOEXEC))
        guard instance >= 0 else { return errno == EMFILE ? .noInstance : .refused(errorText(errno)) }
        defer { close(instance) }
        let watch = unsafe inotify_add_watch(instance, "/", UInt32(IN_CLOSE_WRITE))
        guard watch < 0 else { return .works }
        return errno == ENOSPC ? .noWatch : .refused(errorText(errno))
    }

    /// The directory of compiled workers, as `ModuleCache` will look at it.
    ///
    /// - Parameter user: whom the server becomes; nil: nobody else.
    static func cache(_ path: String, for user: UInt32?) -> CacheCheck.State {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            let above = nearest(path)
            return .absent(above: above, writable: unsafe access(above, W_OK) == 0)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return .notADirectory }
        guard status.st_uid == user ?? geteuid(), status.st_mode & (S_IWGRP | S_IWOTH) == 0 else { return .unsafe }
        return unsafe access(path, W_OK | X_OK) == 0 ? .usable : .readOnly
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func errorText(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

    /// `path`, or the nearest directory above it that is there.
    private static func nearest(_ path: String) -> String {
        var path = path
        while !exists(path), let slash = path.lastIndex(of: "/") { path = String(path[..<slash]) }
        return path.isEmpty ? "/" : path
    }

    static func firstLine(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var text = [CChar](repeating: 0, count: 256)
        guard unsafe fgets(&text, Int32(text.count), file) != nil else { return nil }
        let bytes = text.prefix { $0 != 0 && $0 != 0x0A }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
