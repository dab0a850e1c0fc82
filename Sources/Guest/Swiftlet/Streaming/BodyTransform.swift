/// Rewrites a body while it streams through the isolate: see `Body.transformed(by:)`.
///
/// What it keeps from one part to the next is all the memory that it takes: keep little, whatever comes.
///
///     struct Upside: BodyTransform {
///         var kept: [UInt8] = []
///         mutating func part(_ part: [UInt8], to out: inout BodyWriter) throws(WorkerError) { … }
///         mutating func end(to out: inout BodyWriter) throws(WorkerError) { try out.write(kept) }
///     }
public protocol BodyTransform {
    /// Takes the next part of the body, at most 16 KiB and never empty; writes what is known of the result.
    mutating func part(_ part: [UInt8], to out: inout BodyWriter) throws(WorkerError)

    /// The body has ended: writes what is left.
    mutating func end(to out: inout BodyWriter) throws(WorkerError)
}

extension BodyTransform {
    /// Nothing is left.
    public mutating func end(to out: inout BodyWriter) throws(WorkerError) {}
}
