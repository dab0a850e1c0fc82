internal import Glibc

/// The files that belong to this binary: where the worker SDK is, and where what is made from it is kept.
///
/// Two layouts are known: a checkout (`.build/release/swiftlet` below the directory with `Sources/Guest`) and an
/// installation (`bin/swiftlet` beside `share/swiftlet/swiftlet-sdk`). Looked up when asked for; any thread.
package enum Installation {
    /// The path of the running binary, links resolved.
    package static var executable: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let count = unsafe readlink("/proc/self/exe", base, buffer.count - 1)
            guard count > 0 else { return "" }
            unsafe buffer[count] = 0
            return unsafe String(cString: base)
        }
    }

    /// The directory of the SDK's package, which workers depend on: `$SWIFTLET_SDK_PACKAGE`, or what came with this
    /// binary; nil: neither is there.
    package static var sdkPackage: String? {
        if let named = variable("SWIFTLET_SDK_PACKAGE") { return named }
        return above { directory in
            [directory + "/share/swiftlet/swiftlet-sdk", directory + "/Sources/Guest"].first {
                isFile($0 + "/Package.swift")
            }
        }
    }

    /// Where the Swift SDK bundle is made: `$SWIFTLET_SDKS`; in a checkout `.deps/swift-sdks`; else in the user's cache.
    package static var sdksDirectory: String {
        if let named = variable("SWIFTLET_SDKS") { return named }
        if let checkout = above({ isFile($0 + "/Sources/Guest/Package.swift") ? $0 : nil }) {
            return checkout + "/.deps/swift-sdks"
        }
        let cache = variable("XDG_CACHE_HOME") ?? (variable("HOME") ?? "/tmp") + "/.cache"
        return cache + "/swiftlet/swift-sdks"
    }

    /// Asks each directory above the binary, the nearest first.
    private static func above(_ look: (String) -> String?) -> String? {
        var directory = executable
        while let slash = directory.lastIndex(of: "/") {
            directory = String(directory[..<slash])
            if let found = look(directory) { return found }
        }
        return nil
    }

    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static func isFile(_ path: String) -> Bool { FileStatus(path)?.isFile == true }
}
