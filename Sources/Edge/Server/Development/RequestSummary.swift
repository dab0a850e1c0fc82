/// One request that has ended, as a live log shows it. A value.
package struct RequestSummary: Sendable {
    package let method: String
    /// Control bytes cannot be in it: such a request is refused.
    package let target: String
    package let status: Int
    /// Bytes of the body sent.
    package let bodyBytes: UInt64
    /// From its head's last byte to the response's end.
    package let duration: Duration
    /// CPU time of the worker's isolate; nil: no worker had a part in it.
    package let cpu: Duration?
    package let worker: String?
}
