/// Why no more records of a session are read.
enum RecordFault: Error {
    /// The peer's mistake, of which it is told, or ours.
    case broken(TLSAlert, StaticString)
    /// An alert of the peer, by its number.
    case told(UInt8)
}
