import ArgumentParser
import Isolate
import Server
import Toolchain
import Wasm

/// `swiftlet inspect`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a worker's module is made of and what its init() costs.",
        discussion: """
            WORKER is a .wasm file or a package (built first, when a source is newer than
            its module). The module is read, checked against the worker ABI, initialised
            in a sandbox, saved and compiled, as a deployment is; no request runs.

            SIZES
              sections and functions are bytes of the file; the snapshot is the module with
              the memory that init() left; machine code is what the cache keeps on disk.
              An isolate's memory is what every request pays for, in pages of 64 KiB.

            EXAMPLES
              swiftlet inspect .build/workers/hello.wasm
              swiftlet inspect workers/storefront --functions 20
              swiftlet inspect hello.wasm --json | jq '.functions[0]'

            EXIT CODES
              0   it is a worker that this host can run
              1   its initialisation failed: it trapped or hit a limit
              64  no such file
              65  it is no WebAssembly module or no worker, or it does not compile
              69  the Swift toolchain is missing (for a package)
            """)

    @Argument(help: ArgumentHelp("A .wasm file, or a worker's package.", valueName: "worker"))
    var worker: String

    @Option(help: ArgumentHelp("How many of the largest functions to list.", valueName: "count"))
    var functions = 10

    @Flag(help: "Print one JSON object instead.")
    var json = false

    func validate() throws {
        guard functions >= 0 else { throw ValidationError("--functions takes a number from 0") }
    }

    func run() throws {
        do throws(CommandError) {
            let report = try makeReport()
            printLine(json ? report.object.text : report.text)
        } catch {
            throw error.printed(by: "inspect", json: json)
        }
    }

    private func makeReport() throws(CommandError) -> InspectReport {
        let target = try WorkerTarget.load(worker)
        let layout: ModuleLayout
        do throws(WasmError) { layout = try ModuleLayout(target.module) } catch {
            throw .badModule("\(target.modulePath): \(error.message)")
        }
        do throws(IsolateError) {
            let runtime = try IsolateRuntime(target.runtimeSettings)
            let inspection = try WorkerInspection(
                target.module, named: target.name, runtime: runtime, limits: target.limits)
            return InspectReport(target: target, layout: layout, inspection: inspection, functionsShown: functions)
        } catch {
            if let fault = error.fault { printError(FailureReport(fault, target, step: "its initialisation").text) }
            var failure = CommandError(error)
            failure.message = "\(target.modulePath): \(error)"
            throw failure
        }
    }
}
