/// How much work a module makes for the compiler, known before any of it is done.
extension ModuleLayout {
    package struct CodeSize: Sendable, Equatable {
        /// Of all bodies.
        package var bytes = 0
        package var functions = 0
        /// Of the largest body. The compiler's time grows with its square: 256 KiB can take two seconds, 1 MiB forty.
        package var largestBytes = 0

        /// What an empty function takes of the compiler's memory, as bytes of code do.
        static let bytesPerFunction = 64

        /// What is to be bounded: the compiler takes up to 900 bytes of memory and 5 us for each.
        package var weight: Int { bytes + functions * Self.bytesPerFunction }

        /// The part of a bound that a single function may be.
        package static let shareOfOneFunction = 8
    }

    package var codeSize: CodeSize {
        get throws(WasmError) {
            var size = CodeSize()
            for section in sections where section.id == .code {
                var reader = ModuleReader(bytes, section.content)
                for _ in 0..<(try reader.count()) {
                    let body = try reader.range(count: reader.count())
                    size.functions += 1
                    size.bytes += body.count
                    size.largestBytes = max(size.largestBytes, body.count)
                }
            }
            return size
        }
    }
}
