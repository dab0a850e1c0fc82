import Glibc
import Loop
import Server
import Synchronization

/// `redeployer CONFIG`: serves as `swiftlet serve` does, and replaces a worker for each line `INDEX MODULE` on standard
/// input: what a running server does when it is given another version. It answers each with a line, `ok VERSION` or what
/// went wrong, and ends with its input. For `bench/memory.py`.
@main
enum Redeployer {
    static func main() {
        guard CommandLine.arguments.count == 2 else { return fail("usage: redeployer CONFIG") }
        do {
            let config = try ConfigFile.load(CommandLine.arguments[1])
            let commands = Mutex<LoopThread?>(nil)
            try Server.run(config, logger: StandardErrorLog.logger(.warning)) { urls, control in
                print("listening on \(urls.joined(separator: " "))")
                fflush(nil)
                commands.withLock { thread in
                    do { thread = try LoopThread { readCommands(control) } } catch { control.stop() }
                }
            }
            commands.withLock { thread in thread.take()?.join() }
        } catch {
            fail("\(error)")
        }
    }

    private static func readCommands(_ control: ServerControl) {
        while let line = readLine() {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, let index = Int(words[0]) {
                do throws(ServerError) {
                    print("ok \(try control.replace(worker: index, module: String(words[1])).version)")
                } catch {
                    print("\(error)")
                }
            } else {
                print("a line is INDEX MODULE")
            }
            fflush(nil)
        }
        control.stop()
    }

    private static func fail(_ text: String) {
        print("redeployer: \(text)")
        exit(1)
    }
}
