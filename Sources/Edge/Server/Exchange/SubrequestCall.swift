internal import Origin

/// A subrequest under way.
struct SubrequestCall {
    let handle: Int32
    let call: OriginCall
    var isPaused = false
}
