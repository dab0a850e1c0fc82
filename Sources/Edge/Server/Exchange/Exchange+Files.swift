internal import HTTP
internal import Loop

/// A file makes the response: looked up by the path's normal form, sent in pieces as the client takes them.
extension Exchange {
    /// Bytes read from disk at once, and pieces sent before the loop's other work gets its turn.
    private static let pieceBytes = 64 << 10
    private static let piecesPerTurn = 8

    func beginFile(_ files: StaticFiles, _ bytes: UnsafeRawBufferPointer) {
        guard method == .get || method == .head else {
            return fail(405, "files are only read", allow: "GET, HEAD")
        }
        switch unsafe files.find(normalPath(bytes)) {
        case .notFound: fail(404, "no such file")
        case .directory: unsafe redirectToDirectory(bytes)
        case .found(let file): unsafe send(file, bytes)
        }
    }

    /// The path as `findRoute` looked it up.
    private func normalPath(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        unsafe context.requestHead.pathNeedsNormalising
            ? context.scratch.readable : context.requestHead.path.bytes(in: bytes)
    }

    private func redirectToDirectory(_ bytes: UnsafeRawBufferPointer) {
        guard let connection else { return }
        startHead(301, connection)
        connection.output.append("Location: ")
        // The normal form has no "//" at its start, which a browser would take for another host.
        unsafe connection.output.append(normalPath(bytes))
        connection.output.append("/")
        if !context.requestHead.query.isEmpty {
            connection.output.append("?")
            unsafe connection.output.append(context.requestHead.query.bytes(in: bytes))
        }
        connection.output.append("\r\n")
        endHead(301, body: .length(0), hasDate: false, connection)
        end()
    }

    private func send(_ file: consuming StaticFile, _ bytes: UnsafeRawBufferPointer) {
        guard let connection else { return }
        let isNotModified = unsafe file.isNotModified(
            ifNoneMatch: context.requestHead.first(.ifNoneMatch)?.valueBytes(in: bytes),
            ifModifiedSince: context.requestHead.first(.ifModifiedSince)?.valueBytes(in: bytes))
        let status = isNotModified ? 304 : 200
        startHead(status, connection)
        connection.output.appendField("Content-Type", file.contentType)
        connection.output.append("Last-Modified: ")
        connection.output.appendDate(unixSeconds: file.modifiedSeconds)
        connection.output.append("\r\nETag: ")
        file.appendETag(to: &connection.output)
        connection.output.append("\r\n")
        let size = file.size
        endHead(status, body: .length(UInt64(size)), hasDate: false, connection)
        guard !bodyIsSuppressed, size > 0 else { return end() }
        let transfer = FileTransfer(descriptor: file.takeDescriptor(), count: size)
        source = .file(transfer)
        seat.lane = LoopContext.fileLane
        sendFile(transfer)
    }

    /// Sends until the file's end, the client's limit or the turn's.
    func sendFile(_ transfer: FileTransfer) {
        var pieces = 0
        while !transfer.isComplete {
            guard connection != nil, !sourceIsPaused else { return }
            guard pieces < Exchange.piecesPerTurn else { return context.continueLater(seat) }
            pieces += 1
            let count = unsafe withUnsafeTemporaryAllocation(byteCount: Exchange.pieceBytes, alignment: 16) { room in
                let count = unsafe transfer.read(into: room)
                unsafe write(UnsafeRawBufferPointer(start: room.baseAddress, count: count))
                return count
            }
            // Truncated under our hands: the length was promised already.
            guard count > 0 else { return cutShort() }
        }
        guard connection != nil else { return }
        releaseSource()
        end()
    }
}
