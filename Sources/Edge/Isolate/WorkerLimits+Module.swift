internal import Wasm

extension WorkerLimits {
    private var ofCode: Fault.Limit { Fault.Limit(key: "limits.code", value: codeBytes.inBytes) }

    /// What can be told of a module without running or compiling it.
    func check(_ layout: ModuleLayout) throws(IsolateError) {
        let size: ModuleLayout.CodeSize
        do throws(WasmError) { size = try layout.codeSize } catch { throw IsolateError(.module, error) }
        guard size.weight <= codeBytes else {
            throw IsolateError(
                .module,
                "its code, \(size.bytes) bytes in \(size.functions) functions, counts as \(size.weight) of \(codeBytes)",
                limit: ofCode)
        }
        let largestMax = codeBytes / ModuleLayout.CodeSize.shareOfOneFunction
        guard size.largestBytes <= largestMax else {
            throw IsolateError(
                .module,
                "a function of \(size.largestBytes) bytes; one may have an eighth of limits.code, \(largestMax)",
                limit: ofCode)
        }
        if let initial = layout.memoryBytes?.initial, initial > memoryBytes {
            throw IsolateError(
                .module, "its memory begins with \(initial) bytes of \(memoryBytes.inBytes)", limit: ofMemory)
        }
    }
}
