internal import Glibc
internal import Wasm

/// The engine with its slots, the host functions, and the cache of compiled modules.
///
/// Lifetime: process. Immutable, shared by all threads.
package final class IsolateRuntime: Sendable {
    package let settings: RuntimeSettings
    let engine: Engine
    let linker: Linker
    let cache: ModuleCache?

    /// - Parameter counts: counts the workers' host calls; for one request at a time, not for serving.
    /// - Throws: `.runtime`: the engine refuses the settings, or the cache directory cannot be used.
    package init(
        _ settings: RuntimeSettings = RuntimeSettings(), counting counts: HostCallCounts? = nil
    ) throws(IsolateError) {
        self.settings = settings
        try Self.checkMappings(settings.isolatesMax)
        var engineSettings = EngineSettings()
        engineSettings.allocation = .pool(slots: settings.isolatesMax)
        engineSettings.memoryBytesMax = settings.memoryBytesMax
        engineSettings.guestStackBytes = settings.stackBytes
        engineSettings.stackBytes = settings.stackBytes + FixedLimits.hostStackBytes
        engineSettings.memoryBytesResident = settings.memoryBytesResident
        engineSettings.interruptsGuests = settings.limitsTime
        engineSettings.countsFuel = settings.counting == .fuel
        // A slot has room for fewer globals than there may be counters.
        if settings.counting == .functions { engineSettings.allocation = .onDemand }
        do {
            engine = try Engine(engineSettings)
            var functions = HostCalls.request
            if let ambient = settings.ambient { functions = functions.map(ambient.replacing) }
            if let counts { functions = functions.map(counts.counting) }
            linker = try Linker(engine: engine, module: HostCalls.module, functions: functions)
            if let directory = settings.cacheDirectory {
                cache = try ModuleCache(directory: directory, bytesMax: settings.cacheBytesMax)
            } else {
                cache = nil
            }
        } catch {
            throw IsolateError(.runtime, error)
        }
    }

    /// Each isolate's memory and stack are mappings, of which the system allows a process only so many; running into
    /// that limit under load would fail requests one by one.
    private static func checkMappings(_ isolatesMax: Int) throws(IsolateError) {
        guard let file = unsafe fopen("/proc/sys/vm/max_map_count", "r") else { return }
        defer { unsafe fclose(file) }
        var text = [CChar](repeating: 0, count: 32)
        guard unsafe fgets(&text, Int32(text.count), file) != nil else { return }
        let allowed = unsafe atol(text)
        guard Engine.slotsSetAside(for: isolatesMax) > allowed / FixedLimits.mappingsPerIsolate else { return }
        throw IsolateError(
            .runtime,
            "\(isolatesMax) isolates may need \(FixedLimits.mappingsPerIsolate) memory mappings each, "
                + "the system allows \(allowed): lower limits.isolates or raise vm.max_map_count")
    }
}
