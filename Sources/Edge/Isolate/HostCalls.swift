internal import CWorkerABI
internal import Wasm

/// The functions that module "swiftlet" offers, in one table: names and types as in worker_abi.h.
///
/// Each runs on the guest's stack with the guest's numbers: addresses are checked by `GuestMemory`, everything else by
/// the isolate. They are split by subject into `HostCalls+….swift`.
enum HostCalls {
    static let module = "swiftlet"

    /// What an isolate may call.
    static let request: [HostFunction] = [
        HostFunction("origin", FunctionType([.i32, .i32], [.i32]), with(origin)),
        HostFunction("send", FunctionType([.i32, .i32], [.i32]), with(send)),
        HostFunction("wait", FunctionType([.i32], [.i32]), waits: true, with(wait)),
        HostFunction("head", FunctionType([.i32, .i32, .i32], [.i32]), with(head)),
        HostFunction("read", FunctionType([.i32, .i32, .i32], [.i32]), waits: true, with(read)),
        HostFunction("close", FunctionType([.i32], []), with(close)),
        HostFunction("variable", FunctionType([.i32, .i32, .i32, .i32], [.i32]), with(variable)),
        HostFunction("secret", FunctionType([.i32, .i32, .i32, .i32], [.i32]), with(secret)),
        HostFunction("respond", FunctionType([.i32], [.i32]), waits: true, with(respond)),
        HostFunction("write", FunctionType([.i32, .i32], [.i32]), waits: true, with(write)),
        HostFunction("log", FunctionType([.i32, .i32, .i32], []), with(log)),
        HostFunction("random", FunctionType([.i32, .i32], []), with(random)),
        HostFunction("clock", FunctionType([.i32], [.i64]), clock),
        HostFunction("digest", FunctionType([.i32, .i32, .i32, .i32, .i32], [.i32]), with(digest)),
        HostFunction("hmac", FunctionType([.i32, .i32, .i32, .i32, .i32, .i32, .i32], [.i32]), with(hmac)),
        HostFunction("verify", FunctionType([.i32, .i32, .i32, .i32, .i32, .i32, .i32], [.i32]), with(verify)),
    ]

    /// What a worker's initialisation may call: what it does must not depend on a request.
    static let initialisation: [HostFunction] = request.map { function in
        switch function.name {
        case "log": return HostFunction("log", function.type, logOfInitialisation)
        case "random": return HostFunction("random", function.type, randomOfInitialisation)
        case "clock": return function
        case "digest": return HostFunction("digest", function.type, ofInitialisation(digest))
        case "hmac": return HostFunction("hmac", function.type, ofInitialisation(hmac))
        case "verify": return HostFunction("verify", function.type, ofInitialisation(verify))
        default:
            return HostFunction(function.name, function.type) { _, _ in
                .trap("only log, random, clock, digest, hmac and verify may be called before there is a request")
            }
        }
    }

    /// The isolate that a call comes from; the stops of guests that pass bad addresses.
    private static func with(
        _ body: @escaping @Sendable (Isolate, borrowing HostArguments) -> HostResult
    ) -> @Sendable (Instance, borrowing HostArguments) -> HostResult {
        { instance, arguments in
            guard let owner = unsafe instance.owner else { return .trap("no isolate") }
            return unsafe Unmanaged<Isolate>.fromOpaque(owner)._withUnsafeGuaranteedRef { body($0, arguments) }
        }
    }

    /// A call that asks nothing but its arguments and the guest's memory. It throws the guest's bad addresses.
    typealias PureCall = @Sendable (GuestMemory, borrowing HostArguments) throws(Violation) -> Int32

    private static func with(
        _ body: @escaping PureCall
    ) -> @Sendable (Instance, borrowing HostArguments) -> HostResult {
        with { (isolate: Isolate, arguments: borrowing HostArguments) -> HostResult in
            do throws(Violation) {
                return .i32(try body(isolate.memory, arguments))
            } catch {
                return violation(isolate, "\(error.detail)")
            }
        }
    }

    private static func ofInitialisation(
        _ body: @escaping PureCall
    ) -> @Sendable (Instance, borrowing HostArguments) -> HostResult {
        { instance, arguments in
            do throws(Violation) {
                return .i32(try body(instance.memory, arguments))
            } catch {
                return .trap(error.detail)
            }
        }
    }

    /// What the guest did wrong.
    struct Violation: Error {
        let detail: StaticString
    }

    /// More than a limit allows. The guest goes on; should it fail for that, the log names the limit.
    static func refused(_ isolate: Isolate, _ limit: Fault.Limit?) -> HostResult {
        isolate.refusal = limit.map { .limit($0) }
        return .i32(SWIFTLET_ERROR_LIMIT)
    }

    /// Notes what the guest did wrong and stops it.
    static func violation(_ isolate: Isolate, _ detail: @autoclosure () -> String) -> HostResult {
        isolate.violation = Fault(.abi, detail())
        return .trap("abi violation")
    }
}
