internal import HTTP
internal import Isolate

/// What a developer's host does besides: pages instead of bare errors, and a summary of every request.
extension Exchange {
    /// Answers in place of a worker that does not build, and pages that ask whether they are out of date. False: the
    /// worker answers.
    func answer(_ development: Development, _ index: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let status = development.status(index)
        let mark = development.mark(status)
        if unsafe context.requestHead.isPageQuestion(bytes) {
            // Asked every second by each open page: no news for the live log.
            label.method = ""
            answer(200, "text/plain; charset=utf-8", "\(mark)\n", mark: mark)
            return true
        }
        let isNavigation = unsafe context.requestHead.isNavigation(bytes)
        let hasVersion = context.versions[index].current != nil
        let worker = context.shared.config.workers[index].name
        if let failure = status.failure {
            guard isNavigation || !hasVersion else { return false }
            guard unsafe isForOwnHost(bytes) else {
                if !hasVersion { fail(503, "the worker does not build") }
                return !hasVersion
            }
            let code = hasVersion ? 500 : 503
            if isNavigation {
                let page = DevelopmentPage(
                    failure, worker: worker, hasVersion: hasVersion, mark: mark, nonce: requestID.description)
                answer(code, page)
            } else {
                answer(code, "text/plain; charset=utf-8", failure.text(worker: worker), mark: mark)
            }
            return true
        }
        guard !hasVersion else { return false }
        if isNavigation {
            answer(503, DevelopmentPage(building: worker, mark: mark, nonce: requestID.description))
        } else {
            answer(503, "text/plain; charset=utf-8", "worker \(worker) is being built: try again soon\n", mark: mark)
        }
        return true
    }

    /// Ends the isolate; the answer follows when the source lines are found.
    func explain(_ fault: Fault, _ isolate: Isolate, _ development: Development) {
        guard let version, let seat = LoopSeat(context) else { return fail(500, "the worker failed") }
        if phase == .responding {
            context.workerLog.fault(version, worker: workerIndex, fault, isolate, requestID)
            return cutShort()
        }
        let worker = context.shared.config.workers[workerIndex]
        let notes = FaultNotes(
            worker: worker.name, path: worker.path, version: version.deployment.version, fault: fault,
            status: Exchange.answer(to: fault).status, cpu: isolate.cpu, memoryBytes: isolate.memoryBytes,
            memoryBytesMax: version.deployment.limits.memoryBytes, request: "\(label.method) \(label.target)",
            requestID: requestID.description)
        var head: UnsafeRawBufferPointer?
        if case .isolate(let driver) = source { unsafe head = driver.currentHead() }
        let isNavigation = unsafe head.map { unsafe context.requestHead.isNavigation($0) } ?? false
        let isTold = unsafe head.map { unsafe isForOwnHost($0) } ?? false
        let mark = development.mark(development.status(workerIndex))
        releaseSource()
        let ticket = Ticket(exchange: self, requestID: requestID)
        development.explain(notes, worker: workerIndex) { report in
            seat.post { context in
                if let exchange = ticket.present {
                    if isTold {
                        exchange.answer(report, asPage: isNavigation, mark: mark)
                    } else {
                        exchange.fail(report.status, "the worker failed")
                    }
                }
                context.settle()
            }
        }
    }

    /// What a page of ours says, sources among it, is for the developer alone.
    private func isForOwnHost(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe OwnHosts(context.shared.config.routes).contains(context.requestHead.authority.bytes(in: bytes))
    }

    private func answer(_ report: FaultReport, asPage: Bool, mark: String) {
        if asPage {
            answer(report.status, DevelopmentPage(report, mark: mark, nonce: requestID.description))
        } else {
            answer(report.status, "text/plain; charset=utf-8", report.text, mark: mark)
        }
    }

    private func answer(_ status: Int, _ page: DevelopmentPage) {
        answer(status, "text/html; charset=utf-8", page.html, mark: page.mark, policy: page.policy)
    }

    /// Never kept by anybody: the next build makes it wrong.
    private func answer(_ status: Int, _ type: StaticString, _ text: String, mark: String, policy: String? = nil) {
        guard let connection else { return }
        if !requestIsComplete { connection.keepAlive = false }
        startHead(status, connection)
        connection.output.append("Server: swiftlet\r\nCache-Control: no-store\r\nContent-Type: ")
        connection.output.append(type)
        connection.output.append("\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: ")
        requestID.append(to: &connection.output)
        connection.output.append("\r\n\(DevelopmentPage.question): \(mark)\r\n")
        if let policy { connection.output.append("Content-Security-Policy: \(policy)\r\n") }
        let body = Array(text.utf8)
        endHead(status, body: .length(UInt64(body.count)), hasDate: false, connection)
        unsafe body.withUnsafeBytes { unsafe write($0) }
        end()
    }

    // MARK: the live log

    func rememberLabel(_ bytes: UnsafeRawBufferPointer) {
        unsafe label = (
            String(decoding: context.requestHead.methodName.bytes(in: bytes), as: UTF8.self),
            String(decoding: context.requestHead.target.bytes(in: bytes), as: UTF8.self)
        )
        cpuUsed = nil
    }

    func report(to development: Development, since start: UInt64) {
        guard !label.method.isEmpty else { return }
        development.observe(
            .request(
                RequestSummary(
                    method: label.method, target: label.target, status: status, bodyBytes: bodyBytesWritten,
                    duration: .nanoseconds(AccessLog.now() &- start), cpu: cpuUsed,
                    worker: deployment.map(\.name))))
    }

    /// An exchange as a thread in the background may hold it: only to hand it back to its own.
    ///
    /// Exchanges are used again: by then it may be another request's.
    private struct Ticket: @unchecked Sendable {
        let exchange: Exchange
        let requestID: RequestID

        /// On the loop's thread: the exchange, if its request still waits.
        var present: Exchange? {
            exchange.phase == .waiting && exchange.requestID == requestID ? exchange : nil
        }
    }
}
