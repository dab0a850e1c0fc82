internal import HTTP

/// What the variables of rules say of one request besides its head. Valid during the call that it was made for.
@safe package struct RuleSource {
    let clientAddress: UnsafeRawBufferPointer
    let requestID: UnsafeRawBufferPointer
    let isSecure: Bool

    package init(clientAddress: UnsafeRawBufferPointer, requestID: UnsafeRawBufferPointer, isSecure: Bool) {
        unsafe self.clientAddress = clientAddress
        unsafe self.requestID = requestID
        self.isSecure = isSecure
    }
}
