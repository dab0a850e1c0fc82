import Foundation
import Testing

@testable import Wasm

@Suite("The cache of compiled modules")
struct ModuleCacheTests {
    private let directory = FileManager.default.temporaryDirectory.path + "/swiftlet-cache-\(UUID().uuidString)"
    private let engine: Engine
    private let module: Module

    init() throws {
        var settings = EngineSettings()
        settings.allocation = .onDemand
        engine = try Engine(settings)
        module = try Module(
            compiling: Module.bytes(fromText: "(module (memory (export \"memory\") 1))"), engine: engine)
    }

    private func key(_ number: UInt8) -> [UInt8] { Array(repeating: number, count: 32) }

    private func present(_ cache: ModuleCache) -> [UInt8] {
        (1...9).filter { cache.load(key($0), engine: engine) != nil }
    }

    /// Times on disk are as fine as the system's clock ticks.
    private func save(_ number: UInt8, _ cache: ModuleCache) throws {
        try cache.save(key(number), notes: [number], module: module)
        usleep(20_000)
    }

    private func entryBytes() throws -> Int {
        let cache = try ModuleCache(directory: directory)
        try save(9, cache)
        let path = try #require(FileManager.default.contentsOfDirectory(atPath: directory).first)
        let bytes = try #require(FileManager.default.attributesOfItem(atPath: directory + "/" + path)[.size] as? Int)
        try FileManager.default.removeItem(atPath: directory + "/" + path)
        return bytes
    }

    @Test("gives up what was not used for longest when it is full")
    func size() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let cache = try ModuleCache(directory: directory, bytesMax: 3 * entryBytes())
        for number: UInt8 in 1...3 { try save(number, cache) }
        #expect(cache.load(key(1), engine: engine)?.notes == [1])
        usleep(20_000)
        try save(4, cache)
        #expect(present(cache) == [1, 3, 4])
    }

    @Test("keeps the newest entry even if that alone is too large, and removes what writers left long ago")
    func leftovers() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let cache = try ModuleCache(directory: directory, bytesMax: 1)
        let (old, young) = (directory + "/aa.module.1.2", directory + "/bb.module.1.2")
        for path in [old, young] { #expect(FileManager.default.createFile(atPath: path, contents: Data([1]))) }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: old)
        for number: UInt8 in 1...2 { try save(number, cache) }
        #expect(present(cache) == [2])
        #expect(!FileManager.default.fileExists(atPath: old))
        #expect(FileManager.default.fileExists(atPath: young))
    }
}
