internal import HTTP

/// What the variables of rules say of one request besides its head. Valid during the call that it was made for.
@safe struct RuleSource {
    let clientAddress: UnsafeRawBufferPointer
    let requestID: UnsafeRawBufferPointer
    let isSecure: Bool
}
