extension JSONError {
    /// Where in `text` the mistake is, as a JSON Pointer (RFC 6901): "/items/3/sku"; empty: the whole text, or between
    /// its values.
    @export(interface)
    public func pointer(in text: Bytes) -> Bytes {
        // What is before the mistake is well-formed: the reader has been there.
        let end = Swift.min(Swift.max(position ?? text.count, 0), text.count)
        var trail = Trail(text.slice(0..<end))
        trail.walk()
        return trail.pointer()
    }

    /// The containers that are open at the end of a text that is cut anywhere.
    private struct Trail {
        private struct Step {
            var isObject: Bool
            /// Of an array: how many elements there were before.
            var index = 0
            /// Of an object: between the quotes; nil before the first.
            var key: Bytes?
        }

        private let text: Bytes
        private var steps: [Step] = []
        private var awaitsKey = false

        init(_ text: Bytes) {
            self.text = text
        }

        mutating func walk() {
            var position = 0
            while position < text.count, steps.count <= JSONText.depthMax {
                let byte = text[position]
                position += 1
                switch byte {
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    awaitsKey = byte == UInt8(ascii: "{")
                    steps.append(Step(isObject: awaitsKey))
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    _ = steps.popLast()
                    awaitsKey = false
                case UInt8(ascii: ","):
                    guard let last = steps.indices.last else { return }
                    awaitsKey = steps[last].isObject
                    if awaitsKey { steps[last].key = nil } else { steps[last].index += 1 }
                case UInt8(ascii: "\""):
                    let start = position
                    while position < text.count, text[position] != UInt8(ascii: "\"") {
                        position += text[position] == UInt8(ascii: "\\") ? 2 : 1
                    }
                    // Cut within the string: there is no more.
                    guard position < text.count else { return }
                    if awaitsKey, let last = steps.indices.last { steps[last].key = text.slice(start..<position) }
                    awaitsKey = false
                    position += 1
                default: break
                }
            }
        }

        func pointer() -> Bytes {
            var pointer = BytesBuilder(capacity: 32)
            for step in steps {
                if !step.isObject {
                    pointer.append("/")
                    pointer.append(decimal: Int64(step.index))
                } else if let raw = step.key {
                    pointer.append("/")
                    let key = (try? JSONString(raw: raw, hasEscapes: true).bytes()) ?? raw
                    for index in 0..<key.count {
                        switch key[index] {
                        case UInt8(ascii: "~"): pointer.append("~0")
                        case UInt8(ascii: "/"): pointer.append("~1")
                        default: pointer.append(key[index])
                        }
                    }
                }
            }
            return pointer.finish()
        }
    }
}
