import Bench
import Glibc
import Loop
import Toolchain
import Wasm

/// The machine that this process runs on.
enum MachineFacts {
    static var current: BenchMachine {
        BenchMachine(
            processor: processor, processors: LoopThread.availableProcessors, kernel: kernel,
            swiftlet: Swiftlet.version, engine: "wasmtime \(EngineSettings.libraryVersion)")
    }

    private static var processor: String {
        // A file of the kernel's, which has no size.
        let bytes = (try? LocalFile.read("/proc/cpuinfo", bytesMax: 4 << 20)) ?? []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("model name") {
            let value = line.drop { $0 != ":" }.dropFirst().drop { $0 == " " }
            return String(value)
        }
        return architecture
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "unknown"
        #endif
    }

    private static var kernel: String {
        let bytes = (try? LocalFile.read("/proc/sys/kernel/osrelease", bytesMax: 4096)) ?? []
        let release = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
        return "Linux \(release ?? "")"
    }
}
