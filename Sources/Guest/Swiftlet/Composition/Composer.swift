/// Asks several origins at once, under one deadline, and puts what they say together: a backend for a frontend.
///
///     var page = Composer(deadline: .milliseconds(300))
///     page.add("user", api, Request("/user"), shape: user)                          // without it there is no page
///     page.add("orders", api, Request("/orders"), .value([]), shape: orders)        // an empty list instead
///     page.add("recommendations", api, Request("/recommendations"), .omit)          // the page goes without
///     return page.run().response()             // {"user":{…},"orders":[…]}, X-Missing-Parts: recommendations
///
/// A part that is slow, fails, is too large or is not what it should be takes nothing with it but itself, unless it is
/// required: then the rest is given up at once. Each part's reason goes to the log as a warning.
public struct Composer {
    /// Bytes that a part's answer may have where `add` does not say otherwise.
    public static var partBytesMax: Int { 1 << 20 }

    private struct Part {
        let name: StaticString
        let origin: Origin
        let request: Request
        let fallback: PartFallback
        let shape: JSONShape?
        let limit: Int
    }

    private var parts: [Part] = []
    private let deadline: UInt32
    private let missingField: StaticString

    /// - Parameters:
    ///   - deadline: For all parts together, from `run()` on.
    ///   - missingField: The field of the response that names what is missing.
    public init(deadline: Duration, missingField: StaticString = "X-Missing-Parts") {
        self.deadline = deadline.milliseconds
        self.missingField = missingField
    }

    /// Adds a part. Nothing is sent before `run()`.
    ///
    /// - Parameters:
    ///   - name: Its key in the page, and what it is called in the log and in X-Missing-Parts.
    ///   - fallback: What becomes of the page where the part cannot be had.
    ///   - shape: What is wanted of the answer; `JSONShape()` is all of it. nil: any bytes, which need not be JSON.
    ///   - limit: Bytes of the answer's body. Of one above the worker's `limits.buffer_bytes` (256 KiB) the host holds the rest
    ///     back until the worker reads it: behind a part that is too slow it may then come too late as well.
    @export(interface)
    public mutating func add(
        _ name: StaticString, _ origin: Origin, _ request: Request, _ fallback: PartFallback = .required,
        shape: JSONShape? = JSONShape(), limit: Int = Composer.partBytesMax
    ) {
        parts.append(
            Part(name: name, origin: origin, request: request, fallback: fallback, shape: shape, limit: limit))
    }

    /// Sends all requests, waits for the answers, and trims them to their shapes. A worker may have so many requests at
    /// once (`limits.subrequests_concurrent`): those beyond it follow when another one is done.
    @export(interface)
    public func run() -> Composition {
        let start = Clock.monotonicNanoseconds
        var pending: [PendingResponse] = []
        var result = Composition(missingField)
        for index in 0..<parts.count {
            send(&pending, upTo: index, since: start)
            let part = parts[index]
            do throws(PartFailure.Reason) {
                result.add(part.name, try read(part, pending[index]))
            } catch {
                pending[index].cancel()
                result.add(PartFailure(part: part.name, reason: error), part.fallback)
                if part.fallback.isRequired {
                    for other in index + 1..<pending.count { pending[other].cancel() }
                    break
                }
            }
        }
        return result
    }

    /// Sends what was not sent, as long as the host takes it; at least the part at `index`.
    private func send(_ pending: inout [PendingResponse], upTo index: Int, since start: Int64) {
        while pending.count < parts.count {
            let part = parts[pending.count]
            var left = deadline
            if index > 0 {
                let passed = (Clock.monotonicNanoseconds - start) / 1_000_000
                guard passed < Int64(deadline) else {
                    pending.append(PendingResponse(failure: .timeout))
                    continue
                }
                left = deadline - UInt32(truncatingIfNeeded: passed)
            }
            let response = part.origin.send(part.request, milliseconds: left)
            // Others are under way: when one of them is done there is room.
            if response.isOverLimit, pending.count > index { return }
            pending.append(response)
        }
    }

    private func read(_ part: Part, _ pending: PendingResponse) throws(PartFailure.Reason) -> Bytes {
        let body = try Composer.body(pending, limit: part.limit)
        guard let shape = part.shape else { return body }
        do throws(JSONError) {
            return try shape.bytes(from: body)
        } catch {
            throw .malformed(error)
        }
    }

    private static func body(_ pending: PendingResponse, limit: Int) throws(PartFailure.Reason) -> Bytes {
        let response: Response
        do throws(WorkerError) { response = try pending.response() } catch { throw .unavailable(error) }
        let status = response.status.code
        guard status / 100 == 2 else { throw .status(status) }
        do throws(WorkerError) {
            return try response.body.bytes(limit: limit)
        } catch {
            if case .limit = error { throw .tooLarge(limit: limit) }
            throw .unavailable(error)
        }
    }
}
