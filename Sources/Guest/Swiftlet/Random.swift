/// Random bytes from the host. Swift's own generators (`Int.random(in:)`) draw from the same source, one call per draw.
public enum Random {
    /// A number whose every bit is random.
    @export(interface)
    public static func next() -> UInt64 {
        var number: UInt64 = 0
        unsafe withUnsafeMutableBytes(of: &number) { buffer in unsafe Host.random(buffer) }
        return number
    }

    /// So many bytes, each of which is random.
    @export(interface)
    public static func bytes(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let end = min(count, filled + bytesPerCall)
                unsafe Host.random(
                    UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<end]))
                filled = end
            }
        }
    }

    /// The host gives no more at once.
    private static let bytesPerCall = 64 << 10
}
