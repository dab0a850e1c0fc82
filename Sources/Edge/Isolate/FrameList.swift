internal import Wasm

/// A backtrace for the log: what the worker's author wrote, without the SDK's part around it.
enum FrameList {
    /// Functions of the SDK through which a worker is called; they and what is outside of them say nothing new.
    private static let entries = [
        "Worker.main()", "swiftlet_fetch", "swiftlet_init", "Swiftlet.answer(", "__main_argc_argv",
    ]

    /// And those through which one traps on purpose.
    private static let ways = ["Swiftlet.trap(", "Swiftlet.fatalError(", "Swiftlet.precondition"]

    /// Innermost first. A function that called itself is told once, with the number of its frames.
    static func readable(_ frames: [Frame]) -> [String] {
        let names = frames.map(\.name).drop { frame in ways.contains { frame.hasPrefix($0) } }
        var worker = names.prefix { frame in !entries.contains { frame.contains($0) } }
        // A trap right in an entry point.
        if worker.isEmpty { worker = names.prefix(1) }
        var list: [String] = []
        var last: (name: String, count: Int)?
        func flush() {
            guard let last else { return }
            list.append(last.count > 1 ? "\(last.name) ×\(last.count)" : last.name)
        }
        for frame in worker {
            let name = shortName(frame)
            if let same = last, same.name == name {
                last = (name, same.count + 1)
            } else {
                flush()
                last = (name, 1)
            }
        }
        flush()
        return list
    }
}
