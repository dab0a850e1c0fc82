package import HTTP
internal import Wasm

/// Calls a worker again and again in one sandbox, which no request ever gets: what its own work costs, without the
/// making and dropping around it. For the benchmark.
package struct IsolateProbe {
    private let instance: Instance

    /// The worker must not wait for anything: here nothing can be suspended.
    package init(
        _ deployment: Deployment, _ runtime: IsolateRuntime, _ request: borrowing RequestHead,
        head: UnsafeRawBufferPointer
    ) throws(IsolateError) {
        instance = Instance(engine: runtime.engine)
        do throws(WasmError) {
            let linker = try Linker(
                engine: runtime.engine, module: HostCalls.module, functions: HostCalls.request, suspends: false)
            try instance.beginSynchronous(
                linker.prepare(deployment.template.module), memoryBytesMax: deployment.limits.memoryBytes,
                deadlineTicks: .max / 2)
        } catch {
            throw IsolateError(.runtime, error)
        }
        let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        let labels = unsafe RequestBlock.Labels(
            secure: true, clientAddress: none, requestID: none, contentLength: 0)
        let area = deployment.requestArea
        if let room = unsafe instance.memory.mutableBytes(at: area.address, count: area.capacity) {
            _ = unsafe RequestBlock.write(request, head: head, labels, into: room)
        }
    }

    /// Answers the same request once more.
    package func call() throws(IsolateError) {
        do throws(WasmError) {
            if case .failure(let trap) = try instance.callSynchronous("swiftlet_fetch") {
                throw WasmError("call", trap.message)
            }
        } catch {
            throw IsolateError(.runtime, error)
        }
    }

    package func end() { instance.end() }
}
