internal import Wasm

/// Why the host could not do its part: make a runtime, a deployment or an isolate. What a worker does wrong while it
/// answers is a `Fault`.
package struct IsolateError: Error, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The engine or its cache cannot be set up.
        case runtime
        /// The module is not a worker of this ABI, or cannot be saved after initialisation.
        case module
        /// The worker's own initialisation trapped or went past a limit.
        case initialisation
        /// All slots are taken: the answer is a 503.
        case busy
    }

    package var kind: Kind
    package var message: String
    /// What the worker's initialisation did wrong, backtrace and limit; its text is part of the message.
    package var fault: Fault?
    /// The limit that it went past, where it is not the fault's.
    package var limit: Fault.Limit?
    /// Of the deployment that could not be made.
    package internal(set) var version = ""
    /// What the initialisation had used by then.
    package internal(set) var cpu: Duration?
    package internal(set) var memoryBytes: Int?

    init(_ kind: Kind, _ message: String, fault: Fault? = nil, limit: Fault.Limit? = nil) {
        self.kind = kind
        self.message = message
        self.fault = fault
        self.limit = limit ?? fault?.limit
    }

    init(_ kind: Kind, _ error: WasmError) {
        self.init(kind, error.description)
    }

    /// What ended the making of something out of a module: our own error, or one that is the module's fault.
    init(makingModule error: any Error) {
        switch error {
        case let error as IsolateError: self = error
        case let error as WasmError: self.init(.module, error)
        default: self.init(.module, "\(error)")
        }
    }

    package var description: String { message }
}
