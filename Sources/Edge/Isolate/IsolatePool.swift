package import HTTP
internal import Wasm

/// The isolates of one loop. The objects are used again and again; their sandboxes only where they were rewound and cannot
/// be told from new ones (`PristineState`), and never for another deployment.
///
/// Lifetime: that of its loop, whose thread alone uses it and its isolates.
package final class IsolatePool {
    private let runtime: IsolateRuntime
    /// Of the engine's slots, how many are this pool's.
    private let slots: Int
    private var free: [Isolate] = []
    /// Isolates whose sandbox is as new.
    private var rewound: [ObjectIdentifier: Rewound] = [:]
    /// Of these the one that was asked for last: mostly it is again, and need not be looked up.
    private var recent: Rewound?
    private var rewoundCount = 0
    private var isClosed = false
    var random = RandomReserve()
    /// Isolates begun and not ended.
    package private(set) var running = 0

    /// From a deployment's first start until `forget`. The deployment is held, so that no other can come to have its
    /// identity. A class: changing a dictionary's value in place allocates.
    private final class Rewound {
        let deployment: Deployment
        var isolates: [Isolate] = []

        init(_ deployment: Deployment) { self.deployment = deployment }
    }

    /// Idle objects kept.
    private static let freeMax = 256
    /// Sandboxes kept per deployment: as many as finish between two turns of the loop, with some to spare.
    private static let rewoundMax = 64

    /// - Parameter slots: how many isolates it has at once, those that wait for their next request included; nil: all that
    ///   the engine has.
    package init(runtime: IsolateRuntime, slots: Int? = nil) {
        self.runtime = runtime
        self.slots = slots ?? runtime.settings.isolatesMax
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
        let labels = unsafe RequestBlock.Labels(
            secure: secure, clientAddress: clientAddress, requestID: requestID, contentLength: contentLength)
        guard running < slots else { throw IsolateError(.busy, "all \(slots) isolates of this loop are in use") }
        running += 1
        if let isolate = list(of: deployment).isolates.popLast() {
            rewoundCount -= 1
            try unsafe isolate.begin(deployment, request, head: head, labels)
            return isolate
        }
        // A slot that only waits for another deployment's next request is given up for one that is here.
        if rewoundCount > 0, running + rewoundCount >= slots { discardOneRewound() }
        let isolate = free.popLast() ?? Isolate(pool: self, runtime: runtime)
        try unsafe isolate.begin(deployment, request, head: head, labels)
        return isolate
    }

    /// Runs a few isolates up to their first instruction, so that the first requests find slots whose memory is mapped, and
    /// the thread that ends their slices.
    package func warm(_ deployment: Deployment, count: Int) {
        var instances: [Instance] = []
        for _ in 0..<count {
            let instance = Instance(engine: runtime.engine)
            guard (try? instance.begin(deployment.template, sliceTicks: 1)) != nil else { break }
            instances.append(instance)
        }
        for instance in instances { instance.end() }
        runtime.engine.ticker.guestEntered()
    }

    /// No request will start on it any more: gives up the sandboxes kept for it, and those of its last requests as they
    /// end. With the last of them this pool holds nothing of it.
    package func forget(_ deployment: Deployment) {
        guard let kept = rewound.removeValue(forKey: ObjectIdentifier(deployment)) else { return }
        recent = nil
        rewoundCount -= kept.isolates.count
        for isolate in kept.isolates { discard(isolate) }
    }

    /// Gives up all that is kept for later requests. Whoever still runs may end.
    package func close() {
        isClosed = true
        discardRewound()
        rewound.removeAll()
        recent = nil
        free.removeAll()
    }

    func takeBack(_ isolate: Isolate, rewoundFor deployment: Deployment?) {
        running -= 1
        guard let deployment else { return keep(isolate) }
        guard let kept = existingList(of: deployment), kept.isolates.count < Self.rewoundMax else {
            return discard(isolate)
        }
        kept.isolates.append(isolate)
        rewoundCount += 1
    }

    private func discard(_ isolate: Isolate) {
        isolate.discard()
        keep(isolate)
    }

    private func keep(_ isolate: Isolate) {
        if free.count < Self.freeMax, !isClosed { free.append(isolate) }
    }

    private func list(of deployment: Deployment) -> Rewound {
        if let kept = existingList(of: deployment) { return kept }
        let kept = Rewound(deployment)
        rewound[ObjectIdentifier(deployment)] = kept
        recent = kept
        return kept
    }

    /// Nil before its first start, and once it was forgotten.
    private func existingList(of deployment: Deployment) -> Rewound? {
        if let recent, recent.deployment === deployment { return recent }
        guard let kept = rewound[ObjectIdentifier(deployment)] else { return nil }
        recent = kept
        return kept
    }

    /// Whichever is found first. The one that was used longest ago would be the next to be needed where requests go round
    /// all workers; to give all up would make every request pay for that.
    private func discardOneRewound() {
        guard let kept = rewound.values.first(where: { !$0.isolates.isEmpty }), let isolate = kept.isolates.popLast()
        else { return }
        rewoundCount -= 1
        discard(isolate)
    }

    private func discardRewound() {
        for kept in rewound.values {
            for isolate in kept.isolates { discard(isolate) }
            kept.isolates.removeAll(keepingCapacity: true)
        }
        rewoundCount = 0
    }
}
