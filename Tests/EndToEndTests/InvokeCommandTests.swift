import Foundation
import Testing

/// `swiftlet invoke`: one request through a worker, and what is told of it.
struct InvokeCommandTests {
    private func invoke(_ worker: String, _ arguments: String...) throws -> Command {
        try Command(arguments: [Repository.binary, "invoke", worker] + arguments)
    }

    private let hello = Repository.module("hello")
    private let sins = Repository.module("sins")
    private let storefront = Repository.module("storefront")

    @Test("the answer is on standard output, byte for byte, and what it cost on standard error")
    func answer() throws {
        let command = try invoke(hello, "--repeat", "20")
        #expect(command.exitCode == 0)
        #expect(command.output.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(command.output.hasSuffix("Content-Length: 13\r\n\r\nhello, world\n"))
        #expect(command.errors.contains("µs (median of 20 more) of 50ms"))
        #expect(command.errors.contains("memory: 64KiB (1 page) of 16MiB"))
    }

    @Test("a request that goes on is shown as its origin would get it, with the double's answer as the client would")
    func forward() throws {
        let command = try invoke(
            storefront, "--url", "https://shop.example/cart?x=1", "--header", "Accept: text/x", "--method", "PUT",
            "--data",
            "abc", "--origin", "shop=201:made")
        #expect(command.exitCode == 0)
        #expect(command.errors.contains("forward to shop:\n  PUT /cart?x=1 HTTP/1.1\n"))
        #expect(command.errors.contains("  Accept: text/x\n"))
        #expect(command.errors.contains("  X-Forwarded-Host: shop.example\n"))
        #expect(command.errors.contains("  (3 bytes of body)\n"))
        #expect(command.output.hasPrefix("HTTP/1.1 201 Created\r\n"))
        #expect(command.output.contains("X-Served-By: swiftlet\r\n"))
        #expect(command.output.hasSuffix("\r\n\r\nmade"))
        #expect(command.errors.contains("host calls: origin 1, random 1"))
    }

    @Test("an origin's answer may come from a file, whole or as a body of any bytes")
    func doubleFromFile() throws {
        let folder = try TemporaryFolder()
        let whole = try folder.write(
            "whole.http", Array("HTTP/1.1 404 Gone\nX-A: b\nContent-Length: 99\n\nnot here".utf8))
        let command = try invoke(storefront, "--origin", "shop=@\(whole)")
        #expect(command.output.hasPrefix("HTTP/1.1 404 Not Found\r\nX-A: b\r\n"))
        #expect(command.output.hasSuffix("Content-Length: 8\r\n\r\nnot here"))
        let binary = try folder.write("body", [0, 0xff, 13, 10, 0x80])
        let json = try invoke(storefront, "--origin", "shop=@\(binary)", "--json")
        #expect(json.output.contains("\"body_base64\":\"AP8NCoA=\""))
    }

    @Test("subrequests are told, with and without a double")
    func subrequests() throws {
        let found = try invoke(sins, "--url", "/sins/wait", "--origin", "origin=200:from afar")
        #expect(found.exitCode == 0)
        #expect(found.output.hasSuffix("\r\n\r\nfrom afar"))
        #expect(found.errors.contains("origin origin: GET /slow → 200"))
        let unknown = try invoke(sins, "--url", "/sins/wait")
        #expect(unknown.exitCode == 1)
        #expect(unknown.errors.contains("it asked for one that it does not have (it has: none)"))
        let crowd = try invoke(sins, "--url", "/sins/crowd", "--origin", "origin=200")
        #expect(crowd.exitCode == 1)
        #expect(crowd.errors.contains("limits.subrequests is 32"))
    }

    @Test("a body that is written, what follows the answer, and what fails there are told")
    func goesOn() throws {
        let early = try EarlyWorker.module.get()
        let origin = "origin=200:page"
        let words = try invoke(early, "--url", "/words", "--origin", origin)
        #expect(words.exitCode == 0)
        #expect(words.output == "HTTP/1.1 200 OK\r\n\r\none two")
        #expect(words.errors.contains("answer: 200, 7 bytes of body, streamed\n"))
        #expect(words.errors.contains("log info: after: 1\n"))
        let large = try invoke(early, "--url", "/stream/40")
        #expect(large.output.utf8.count == 19 + (40 << 16))
        let fetched = try invoke(early, "--url", "/fetched", "--origin", origin)
        #expect(fetched.output.hasSuffix("\r\n\r\npage"))
        #expect(fetched.errors.contains("log info: read: -1\n"))
        let forwarded = try invoke(early, "--url", "/forwarded", "--origin", origin)
        #expect(forwarded.output.hasSuffix("\r\n\r\npage"))
        #expect(forwarded.errors.contains("log info: after: 1\n"))
        let broken = try invoke(early, "--url", "/broken")
        #expect(broken.exitCode == 1)
        #expect(broken.output.hasSuffix("beginning"))
        #expect(broken.errors.contains("after the answer:\n") && broken.errors.contains("no more"))
        let head = try invoke(early, "--url", "/probe", "--method", "HEAD", "--origin", origin)
        #expect(head.output.hasSuffix("Content-Length: 4\r\n\r\n"))
    }

    @Test("a worker that traps is told with cause, line, stack; the exit code is 1 and there is no answer")
    func trap() throws {
        let package = Repository.root.appending(path: "Tests/Fixtures/sins")
        let source = try String(contentsOf: package.appending(path: "Sources/sins/Sins.swift"), encoding: .utf8)
        let line = try #require(
            source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
                $0.contains("numbers[request")
            })
        let command = try invoke(package.path(percentEncoded: false), "--url", "/sins/out-of-range")
        #expect(command.exitCode == 1)
        #expect(command.output.isEmpty)
        #expect(command.errors.contains("failed: trap: index out of range\n"))
        #expect(command.errors.contains("Sources/sins/Sins.swift:\(line + 1):"))
        #expect(command.errors.contains("return \"\\(numbers[request.path.utf8.count])\""))
        #expect(command.errors.contains("sins.elementBeyondTheEnd(Request)"))
    }

    @Test(
        "a limit that was hit is named with its key and value",
        arguments: [
            ("spin", "limits.cpu is 50ms", "limits = { cpu ="),
            ("grow", "limits.memory is 16MiB", "limits = { memory ="),
        ])
    func limits(_ sin: String, _ limit: String, _ change: String) throws {
        let command = try invoke(sins, "--url", "/sins/\(sin)")
        #expect(command.exitCode == 1)
        #expect(command.errors.contains(limit))
        #expect(command.errors.contains(change))
    }

    @Test(
        "failures that are no traps are told in a line",
        arguments: [
            ("throw", "thrown on purpose"), ("bad-header", "not valid in HTTP"), ("recurse", "stack overflow"),
        ])
    func failures(_ sin: String, _ reason: String) throws {
        let command = try invoke(sins, "--url", "/sins/\(sin)")
        #expect(command.exitCode == 1)
        #expect(command.errors.contains(reason))
    }

    @Test("--json holds answer, log, cost and failure for a program")
    func json() throws {
        func object(_ command: Command) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
        }
        let logged = try object(invoke(sins, "--url", "/sins/log", "--json"))
        #expect(logged["outcome"] as? String == "responded")
        #expect((logged["response"] as? [String: Any])?["status"] as? Int == 200)
        let lines = try #require(logged["log"] as? [[String: String]])
        #expect(lines.first?["text"] == "a line\nInjected: another")
        #expect((logged["host_calls"] as? [String: Int])?["log"] == 1)
        #expect(((logged["cpu"] as? [String: Any])?["first_ns"] as? Int ?? 0) > 0)
        let failed = try invoke(sins, "--url", "/sins/spin", "--json")
        #expect(failed.exitCode == 1)
        let fault = try #require(try object(failed)["fault"] as? [String: Any])
        #expect((fault["limit"] as? [String: String])?["key"] == "limits.cpu")
    }

    @Test("a log line cannot write to the terminal")
    func logIsEscaped() throws {
        let command = try invoke(sins, "--url", "/sins/log")
        #expect(command.errors.contains("log info: a line\\nInjected: another\n"))
    }

    @Test(
        "what the server would refuse, and wrong options, end in one line and 64",
        arguments: [
            (["--header", "nothing"], "write 'Name: value'"), (["--header", "A: b\r\nC: d"], "a field is one line"),
            (["--header", "A b: c"], "400"), (["--header", "Host: a b"], "400"), (["--url", "/a b"], "%20"),
            (["--url", "ftp://h/"], "http://"), (["--url", "path"], "begins with /"), (["--url", "/%zz"], "400"),
            (["--method", "G(T"], "400"), (["--method", "CONNECT"], "CONNECT"), (["--origin", "shop"], "NAME=STATUS"),
            (["--origin", "shop=99"], "no status"), (["--origin", "shop=@/nonexistent"], "No such file"),
            (["--env", "A"], "NAME=VALUE"), (["--data", "@/nonexistent"], "No such file"),
            (["--data", "a", "--header", "Content-Length: 2"], "Content-Length says 2"),
            (["--header", "Transfer-Encoding: chunked"], "Transfer-Encoding"),
            (["--url", "/" + String(repeating: "a", count: 9000)], "414"),
        ])
    func badRequests(_ arguments: [String], _ reason: String) throws {
        let command = try Command(arguments: [Repository.binary, "invoke", hello] + arguments)
        #expect(command.exitCode == 64)
        #expect(command.output.isEmpty)
        #expect(command.errors.contains(reason), "\(command.errors)")
        #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)")
    }

    @Test("a worker that is none ends in one line")
    func badWorkers() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write("text.wasm", Array("hello".utf8))
        let empty = try folder.write("empty.wasm", [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
        for (worker, code, reason) in [
            ("/nonexistent", 64, "no such file or directory"),
            (folder.url.path(percentEncoded: false), 65, "Package.swift"),
            (text, 65, "not a WebAssembly module"), (empty, 65, "exports no function swiftlet_abi_version"),
        ] {
            let command = try invoke(worker)
            #expect(command.exitCode == Int32(code), "\(worker)")
            #expect(command.errors.contains(reason), "\(command.errors)")
            #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)")
        }
    }
}
