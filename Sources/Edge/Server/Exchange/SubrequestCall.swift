internal import Isolate
internal import Origin

/// A subrequest under way.
struct SubrequestCall {
    let handle: Int32
    let call: OriginCall
    var isPaused = false
}

extension SubrequestError {
    /// What a guest learns of it.
    init(_ failure: OriginFailure) {
        self =
            switch failure {
            case .unreachable, .untrusted, .brokenOff, .overloaded: .unreachable
            case .connectTimeout, .firstByteTimeout, .idleTimeout, .deadline: .timeout
            case .notHTTP: .protocolError
            }
    }
}
