internal import CWorkerABI
public import HTTPTypes

/// A body that is not the JSON that was asked for: what is wrong with it, where, and whose it is.
///
///     do throws(WorkerError) {
///         order = try request.body.json()
///     } catch .invalidJSON(let mistake) {
///         return .text(mistake.description, status: mistake.status)       // 400 /items/3/sku: "sku" is missing (byte 77)
///     }
// One pointer: each error that is thrown anywhere carries the room of the largest. Unchecked: what it points to is in
// memory that never changes.
@safe public struct InvalidJSON: Equatable, CustomStringConvertible, @unchecked Sendable {
    private struct Details {
        var reason: JSONError
        var text: Bytes
        var isOrigins: Bool
        /// Made when it is thrown: a worker that reads no JSON has none of that code, though it could log this error.
        var explanation: Bytes
    }

    private let details: UnsafePointer<Details>

    @export(interface)
    init(_ reason: JSONError, in text: Bytes, isOrigins: Bool) {
        let details = unsafe swiftlet_arena(MemoryLayout<Details>.size).bindMemory(to: Details.self, capacity: 1)
        unsafe details.initialize(
            to: Details(reason: reason, text: text, isOrigins: isOrigins, explanation: reason.explanation(in: text)))
        unsafe self.details = UnsafePointer(details)
    }

    /// What is wrong.
    public var reason: JSONError { unsafe details.pointee.reason }

    /// Where: bytes from the body's start.
    public var offset: Int { unsafe reason.position ?? details.pointee.text.count }

    /// Where, as a JSON Pointer (RFC 6901): "/items/3/sku"; empty: the whole body.
    public var pointer: String { unsafe reason.pointer(in: details.pointee.text).text }

    /// An origin sent it. Otherwise the client did, or the worker put it there itself.
    public var isOrigins: Bool { unsafe details.pointee.isOrigins }

    /// Whose fault it is: 400, or 502 for an origin's.
    public var status: HTTPResponse.Status { isOrigins ? .badGateway : .badRequest }

    /// Where and what in one line, for the log or for whoever wrote the JSON: `/items/3/sku: this number is not what is
    /// expected here (byte 77)`.
    public var description: String { explanation.text }

    var explanation: Bytes { unsafe details.pointee.explanation }

    public static func == (one: InvalidJSON, other: InvalidJSON) -> Bool {
        one.reason == other.reason && one.isOrigins == other.isOrigins
    }
}
