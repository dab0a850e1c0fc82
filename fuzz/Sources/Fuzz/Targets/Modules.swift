internal import Wasm

extension Target {
    /// A module of a worker's author: nobody has checked it before.
    static let module = Target(name: "module", about: "the host's look into WebAssembly modules") { input in
        // Nothing but the magic number gets any further; it is not for the fuzzer to find.
        let module: [UInt8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0] + input.array
        _ = try? ModuleLayout(input.array)
        _ = ModuleLayout.codeSection(of: module)
        if let site = TrapSite(module) {
            for address in [0, 1, UInt32(input.count / 2), UInt32(input.count), .max] {
                if let found = site.unreachable(from: address) { expect(found < module.count, "outside of the file") }
            }
        }
        guard let layout = try? ModuleLayout(module) else { return }
        let sizes = layout.sectionSizes
        expect(sizes.reduce(8) { $0 + $1.bytes } == module.count, "the sections are not the file")
        expect(layout.weights.rest >= 8, "the weights are more than the file")
        expect(layout.functionSizes.reduce(0) { $0 + $1.bytes } <= module.count, "larger than the file")
        expect(layout.functionWeights().reduce(0) { $0 + $1.bytes } <= module.count, "larger than the file")
        expect(layout.dataBytes <= module.count, "larger than the file")
        _ = layout.memoryBytes
        _ = layout.stackBytes
        _ = layout.customSection("name")
        for export in layout.exports { _ = layout.exportedFunction(export.name) }
        let names = ModuleNames(layout)
        for name in names.functions.values { _ = shortName(readableName(name)) }
        checkStripped(layout)
        checkSnapshot(layout)
    }

    private static func checkStripped(_ layout: ModuleLayout) {
        let stripped = layout.withoutDebugInformation()
        guard let again = try? ModuleLayout(stripped) else { fatalError("without debug information it is no module") }
        expect(again.withoutDebugInformation() == stripped, "it changes once more")
        expect(again.exports.count == layout.exports.count, "its exports changed")
    }

    private static func checkSnapshot(_ layout: ModuleLayout) {
        guard let snapshot = try? Snapshot(layout) else { return }
        _ = snapshot.rewindObstacle(memoryBytes: 1 << 20)
        guard let again = try? ModuleLayout(snapshot.instrumented) else { fatalError("instrumented it is no module") }
        expect(again.exports.count >= layout.exports.count, "its exports changed")
    }
}
