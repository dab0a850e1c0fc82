internal import CFuzz
internal import Glibc

/// `FUZZ_TARGET=json Fuzz [libFuzzer's arguments]`: fuzzes a target; without one, lists them. With `FUZZ_LINEAR=1` the
/// arguments are files: inputs from which long ones are made, to see that time grows as they do.
@main struct Fuzz {
    static func main() {
        guard let name = unsafe getenv("FUZZ_TARGET") else {
            for target in Target.all { print("  \(padded(target.name))\(target.about)") }
            return
        }
        let wanted = unsafe String(cString: name)
        guard let target = Target.all.first(where: { $0.name == wanted }) else {
            print("fuzz: no target \(wanted); there are \(Target.all.map(\.name).joined(separator: ", "))")
            exit(64)
        }
        unsafe current = target
        if unsafe getenv("FUZZ_LINEAR") != nil {
            exit(Linearity(target).check(files: Array(CommandLine.arguments.dropFirst())) ? 0 : 1)
        }
        var count = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv
        exit(
            unsafe withUnsafeMutablePointer(to: &arguments) { arguments in
                let arguments = unsafe UnsafeMutableRawPointer(arguments).assumingMemoryBound(
                    to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.self)
                return unsafe LLVMFuzzerRunDriver(&count, arguments) { bytes, count in
                    unsafe fuzzOne(UnsafeRawBufferPointer(start: bytes, count: count))
                    return 0
                }
            })
    }

    private static func padded(_ name: String) -> String {
        name + String(repeating: " ", count: max(1, 16 - name.utf8.count))
    }
}

/// libFuzzer calls a plain function, which can capture nothing. Set once, before there is any other thread.
nonisolated(unsafe) private var current: Target?

/// One input.
func fuzzOne(_ bytes: UnsafeRawBufferPointer) {
    guard let target = unsafe current else { return }
    fuzz_arena_reset()
    let start = fuzz_cpu_nanoseconds()
    target.run(unsafe Input(bytes))
    let time = fuzz_cpu_nanoseconds() - start
    let allowedTime = Target.timeMin + Target.timePerByte * UInt64(bytes.count)
    expect(time <= allowedTime, "\(bytes.count) bytes took \(time / 1_000_000) ms")
    let taken = fuzz_arena_bytes()
    let allowed = Target.arenaMin + target.arenaPerByte * bytes.count
    expect(taken <= allowed, "\(bytes.count) bytes took \(taken) from the arena")
}
