internal import CWorkerABI
internal import Wasm

/// The check that a module keeps the ABI, before anything of it runs: it imports what the host offers and exports what
/// the host calls.
enum WorkerABI {
    private static let exports: [(name: String, type: FunctionType)] = [
        ("swiftlet_abi_version", FunctionType([], [.i32])),
        ("swiftlet_init", FunctionType([], [])),
        ("swiftlet_request_area", FunctionType([.i32], [.i32])),
        ("swiftlet_fetch", FunctionType([], [.i32])),
    ]

    static func verify(_ layout: ModuleLayout) throws(IsolateError) {
        for entry in layout.imports { try verify(entry) }
        for (name, type) in exports {
            guard let found = layout.exportedFunction(name) else {
                throw IsolateError(
                    .module,
                    "the module exports no function \(name); build it with the Swiftlet SDK, or export what "
                        + "worker_abi.h lists")
            }
            guard found == type else {
                throw IsolateError(.module, "\(name) has the type \(found), it must be \(type) (see worker_abi.h)")
            }
        }
        guard layout.exports.contains(where: { $0.name == "memory" && $0.kind == .memory }) else {
            throw IsolateError(.module, "the module exports no memory named \"memory\"")
        }
    }

    private static func verify(_ entry: ModuleLayout.Import) throws(IsolateError) {
        guard entry.module == HostCalls.module,
            let function = HostCalls.request.first(where: { $0.name == entry.name })
        else {
            let hint =
                entry.module.hasPrefix("wasi")
                ? "; WASI is not offered: build for wasm32-unknown-none-wasm with the Swiftlet SDK"
                : "; offered by \"\(HostCalls.module)\": \(HostCalls.request.map(\.name).joined(separator: ", "))"
            throw IsolateError(.module, "the module imports \(entry.module).\(entry.name), which does not exist\(hint)")
        }
        guard entry.type == function.type else {
            throw IsolateError(
                .module,
                "the module imports \(entry.module).\(entry.name) as \(entry.type?.description ?? "no function"), "
                    + "it is \(function.type) (see worker_abi.h)")
        }
    }
}
