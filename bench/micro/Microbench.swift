internal import Glibc
internal import Isolate
internal import Wasm

/// `microbench [isolates] [--json] [worker.wasm]`: what a fresh isolate costs, apart from what the worker itself does; with
/// `isolates`, isolates in depth (`IsolateCosts`). Without a module it uses the smallest worker there is (`Guest.hello`).
/// `microbench paths CHECKOUT [--json]`: nanoseconds of each `MicroPath`; `instructions`: for who counts (`Instructions`).
func runMicrobench() {
    do {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "instructions" {
            try Instructions.run(arguments.dropFirst())
        } else {
            try measure(arguments)
        }
    } catch {
        print("microbench: \(error)")
        exit(1)
    }
}

private func measure(_ arguments: ArraySlice<String>) throws {
    var path: String?
    var asJSON = false
    var inDepth = false
    var inPaths = false
    for argument in arguments {
        switch argument {
        case "--json": asJSON = true
        case "isolates": inDepth = true
        case "paths": inPaths = true
        default: path = argument
        }
    }
    var results: [Measurement] = []
    let report = { (result: Measurement) in
        results.append(result)
        guard !asJSON else { return }
        print(result.line)
        fflush(nil)
    }
    if inPaths {
        guard let path else { throw BenchError(description: "usage: microbench paths CHECKOUT [--json]") }
        for path in MicroPath.all(checkout: path, cache: nil) {
            let run = try path.prepare()
            let time = try nanoseconds(times: 1) { try run(path.times) } / Double(path.times)
            report(Measurement(name: path.name, value: time, unit: "ns"))
        }
    } else {
        let module = try path.map(readFile) ?? Module.bytes(fromText: Guest.hello)
        try inDepth ? IsolateCosts(module, report: report).run() : IsolateBench(module).run().forEach(report)
    }
    if asJSON { print("[" + results.map(\.json).joined(separator: ",\n ") + "]") }
}

struct BenchError: Error, CustomStringConvertible {
    var description: String
}

func readFile(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { throw BenchError(description: "\(path) cannot be opened") }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = unsafe fread(&part, 1, part.count, file)
        if count == 0 { return bytes }
        bytes += part[..<count]
    }
}
