internal import Wasm

/// The engine with its slots, the host functions, and the cache of compiled modules.
///
/// Lifetime: process. Immutable, shared by all threads.
package final class IsolateRuntime: Sendable {
    package let settings: RuntimeSettings
    let engine: Engine
    let linker: Linker
    let cache: ModuleCache?

    /// - Throws: `.runtime`: the engine refuses the settings, or the cache directory cannot be used.
    package init(_ settings: RuntimeSettings = RuntimeSettings()) throws(IsolateError) {
        self.settings = settings
        var engineSettings = EngineSettings()
        engineSettings.allocation = .pool(slots: settings.isolatesMax)
        engineSettings.memoryBytesMax = settings.memoryBytesMax
        engineSettings.memoryBytesResident = settings.memoryBytesResident
        do {
            engine = try Engine(engineSettings)
            linker = try Linker(engine: engine, module: HostCalls.module, functions: HostCalls.request)
            if let directory = settings.cacheDirectory {
                cache = try ModuleCache(directory: directory)
            } else {
                cache = nil
            }
        } catch {
            throw IsolateError(.runtime, error)
        }
    }
}
