package import HTTP
internal import Wasm

/// The isolates of one loop: the objects are used again and again, the sandboxes never.
///
/// Lifetime: that of its loop, whose thread alone uses it and its isolates.
package final class IsolatePool {
    private let runtime: IsolateRuntime
    private var free: [Isolate] = []
    var random = RandomReserve()
    /// Isolates begun and not ended.
    package private(set) var running = 0

    /// Idle objects kept.
    private static let freeMax = 256

    package init(runtime: IsolateRuntime) {
        self.runtime = runtime
    }

    /// Makes an isolate for a request; nothing of the worker has run when it returns.
    ///
    /// - Parameters:
    ///   - head: the bytes that the head's offsets count in.
    ///   - contentLength: 0 without body, -1 for a body of unknown length.
    /// - Throws: `.busy` when all slots are taken.
    package func start(
        _ deployment: Deployment, _ request: borrowing RequestHead, head: UnsafeRawBufferPointer, secure: Bool,
        clientAddress: UnsafeRawBufferPointer, requestID: UnsafeRawBufferPointer, contentLength: Int64
    ) throws(IsolateError) -> Isolate {
        let isolate = free.popLast() ?? Isolate(pool: self, engine: runtime.engine)
        running += 1
        let labels = unsafe RequestBlock.Labels(
            secure: secure, clientAddress: clientAddress, requestID: requestID, contentLength: contentLength)
        try unsafe isolate.begin(deployment, request, head: head, labels)
        return isolate
    }

    /// Runs a few isolates up to their first instruction, so that the first requests find slots whose memory is mapped.
    package func warm(_ deployment: Deployment, count: Int) {
        var instances: [Instance] = []
        for _ in 0..<count {
            let instance = Instance(engine: runtime.engine)
            guard (try? instance.begin(deployment.template, sliceTicks: 1)) != nil else { break }
            instances.append(instance)
        }
        for instance in instances { instance.end() }
    }

    func takeBack(_ isolate: Isolate) {
        running -= 1
        if free.count < Self.freeMax { free.append(isolate) }
    }
}
