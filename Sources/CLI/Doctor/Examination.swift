internal import Glibc
import Hardening
import Isolate
import Loop
import Server
import TLS
import Toolchain
import Wasm

/// Everything that `swiftlet doctor` looks at, in the order in which it is needed.
struct Examination {
    /// What the file says; what it would say without a key, where there is no file.
    let config: Config
    /// Listeners and origins are the file's own.
    let isConfigured: Bool

    /// What a build or a test of one worker adds to its package's .build directory.
    private static let buildBytes: UInt64 = 100 << 20
    /// What a compiled worker takes in the cache.
    private static let moduleBytes: UInt64 = 2 << 20

    func findings() -> [Finding] {
        toolchain() + libraries() + [kernel, sandboxes, descriptors] + sockets + [processors] + ports + disks + walls
            + [
                CacheCheck(
                    path: config.cacheDirectory,
                    state: SystemProbe.cache(config.cacheDirectory, for: config.user?.user), owner: config.user?.name
                ).finding,
                WatchCheck(
                    outcome: SystemProbe.watch(), instancesMax: SystemProbe.setting("fs/inotify/max_user_instances"),
                    watchesMax: SystemProbe.setting("fs/inotify/max_user_watches")
                ).finding,
                ClockCheck(now: SystemProbe.now, written: SystemProbe.written(Installation.executable)).finding,
            ]
    }

    // MARK: what is installed

    private func toolchain() -> [Finding] {
        let builds = !isConfigured || config.workers.contains { $0.kind == .package }
        return ToolchainCheck(isNeeded: builds).findings
    }

    private func libraries() -> [Finding] {
        [
            wasmtime,
            LibraryCheck(
                name: "libuv", found: LoopLibrary.version, need: .atLeast("1.44"), fix: "apt-get install libuv1"
            ).finding,
            LibraryCheck(
                name: "OpenSSL", found: TLSLibrary.version, need: .atLeast("3.0"), fix: "apt-get install libssl3"
            ).finding,
            LibraryCheck(
                name: "libseccomp", found: SystemCallFilter.libraryVersion, need: .atLeast("2.5"),
                fix: "apt-get install libseccomp2"
            ).finding,
        ]
    }

    private var wasmtime: Finding {
        let fix = "make setup    # in the checkout, then build or install again"
        do throws(WasmError) {
            return LibraryCheck(
                name: "wasmtime", found: try LibraryVersion.loaded(), need: .exactly(EngineSettings.libraryVersion),
                fix: fix
            ).finding
        } catch {
            return Finding(.failed, "wasmtime", "it does not compile: \(error)", fix: fix)
        }
    }

    // MARK: what the system gives

    private var sandboxes: Finding {
        var settings = RuntimeSettings()
        settings.isolatesMax = config.isolatePlacesMax
        settings.stackBytes = config.limits.isolateStackBytes
        settings.memoryBytesMax = config.workers.map(\.limits.memoryBytes).max() ?? settings.memoryBytesMax
        var refusal: String?
        do throws(IsolateError) { _ = try IsolateRuntime(settings) } catch { refusal = error.description }
        return SandboxCheck(
            isolates: settings.isolatesMax, refusal: refusal, mappingsPerIsolate: RuntimeSettings.mappingsPerIsolate,
            mappingsMax: SystemProbe.setting("vm/max_map_count"), addressSpaceMax: SystemProbe.limit(RLIMIT_AS)
        ).finding
    }

    private var descriptors: Finding {
        DescriptorCheck(
            clients: config.limits.connectionsMax,
            origins: config.threads * config.origins.reduce(0) { $0 + $1.connectionsMax },
            versions: config.versionsReadyMax,
            hard: SystemProbe.limit(RLIMIT_NOFILE)
        ).finding
    }

    private var processors: Finding {
        ProcessorCheck(
            cores: LoopThread.availableProcessors, quota: SystemProbe.processorQuota, threads: config.threads
        ).finding
    }

    private var ports: [Finding] {
        guard isConfigured else { return [] }
        return config.listeners.compactMap { listener in
            guard let address = Address(host: listener.host, port: listener.port) else { return nil }
            return PortCheck(
                listener: listener.name, address: address.description, port: listener.port, outcome: tryPort(address),
                executable: Installation.executable
            ).finding
        }
    }

    private func tryPort(_ address: Address) -> PortCheck.Outcome {
        do throws(LoopError) {
            try TCPListener.probe(address)
            return .free
        } catch {
            if error.isAddressInUse { return .inUse(by: PortOwner.find(address.port)) }
            return error.isPermissionDenied ? .denied : .refused(SystemProbe.errorText(-error.code))
        }
    }

    private var disks: [Finding] {
        [
            ("builds and tests", ".", Self.buildBytes), ("temporary files", "/tmp", Self.buildBytes),
            ("compiled workers", config.cacheDirectory, Self.moduleBytes),
        ].map { purpose, path, needed in
            DiskCheck(
                purpose: purpose, path: path, freeBytes: SystemProbe.freeBytes(path), neededBytes: needed
            ).finding
        }
    }
}
