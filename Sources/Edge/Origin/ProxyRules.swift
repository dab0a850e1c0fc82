package import HTTP

/// Where a request came from: what the origin is told about it.
@safe package struct ForwardedFrom {
    /// The client's address, without port.
    package var clientAddress: UnsafeRawBufferPointer
    /// It came over TLS.
    package var isSecure: Bool

    package init(clientAddress: UnsafeRawBufferPointer, isSecure: Bool) {
        unsafe self.clientAddress = clientAddress
        self.isSecure = isSecure
    }
}

/// What a gateway changes on the way to an origin and back.
package enum ProxyRules {
    /// Writes the head of a request that goes on to an origin, with the body framed as it came.
    ///
    /// Left out: hop-by-hop fields (RFC 9110 §7.6.1), Expect (answered here, §10.1.1), and what is written anew: Host
    /// (the origin's own; the client's is in X-Forwarded-Host), X-Forwarded-*, framing; where this host marks the copies that
    /// candidates send, that mark too.
    ///
    /// - Parameters:
    ///   - method: replaces the request's, when not empty.
    ///   - target: replaces path and query, when not empty; the origin's base path is put before either.
    ///   - framing: of the body that will follow.
    package static func writeRequest(
        _ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, to settings: OriginSettings,
        from source: ForwardedFrom, method: UnsafeRawBufferPointer, target: UnsafeRawBufferPointer,
        framing: BodyFraming, edits: HeadEdits, into out: inout ByteBuffer
    ) {
        unsafe out.append(method.isEmpty ? head.methodName.bytes(in: bytes) : method)
        out.append(" ")
        unsafe appendTarget(head, bytes, settings, target, into: &out)
        out.append(" HTTP/1.1\r\n")
        if unsafe !HeadWriter.writes(.host, edits) { appendHost(settings.authority, into: &out) }
        unsafe HeadWriter.copyFields(head.fields, head.fieldCount, bytes, edits, into: &out) { field in
            guard !field.isHopByHop else { return false }
            switch field.name {
            case .host, .expect, .contentLength, .cdnLoop, .xForwardedFor, .xForwardedProto, .xForwardedHost:
                return false
            case .swiftletShadow: return !settings.marksCopies
            default: return true
            }
        }
        unsafe HeadWriter.appendEdits(edits, into: &out)
        unsafe appendForwarded(head, bytes, source, edits, into: &out)
        appendFraming(framing, into: &out)
        out.appendHeadEnd()
    }

    /// Writes the head of a request that a worker made up: nothing of the client's is in it but the way it has come.
    ///
    /// - Parameter loop: of the client's request, as `CDNLoop.join` wrote it.
    package static func writeRequest(
        to settings: OriginSettings, method: UnsafeRawBufferPointer, target: UnsafeRawBufferPointer,
        framing: BodyFraming, loop: UnsafeRawBufferPointer, edits: HeadEdits, into out: inout ByteBuffer
    ) {
        if unsafe method.isEmpty { out.append("GET") } else { unsafe out.append(method) }
        out.append(" ")
        unsafe append(target, behind: settings, into: &out)
        out.append(" HTTP/1.1\r\n")
        if unsafe !HeadWriter.writes(.host, edits) { appendHost(settings.authority, into: &out) }
        unsafe HeadWriter.appendEdits(edits, into: &out)
        out.append("Via: 1.1 swiftlet\r\nCDN-Loop: ")
        unsafe out.append(loop)
        out.append("swiftlet\r\n")
        appendFraming(framing, into: &out)
        out.appendHeadEnd()
    }

    /// Copies the end-to-end fields of an origin's response, without its framing, which the way to the client decides.
    ///
    /// - Parameters:
    ///   - fields: `count` of them, their offsets counted in `bytes`, which end with the head's empty line.
    package static func copyResponse(
        _ fields: UnsafePointer<HeadField>, _ count: Int, _ bytes: UnsafeRawBufferPointer, edits: HeadEdits,
        into out: inout ByteBuffer
    ) {
        unsafe HeadWriter.copyFields(fields, count, bytes, edits, into: &out) { field in
            if case .contentLength = field.name { return false }
            return !field.isHopByHop
        }
        unsafe HeadWriter.appendEdits(edits, into: &out)
    }

    private static func appendTarget(
        _ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, _ settings: OriginSettings,
        _ replacement: UnsafeRawBufferPointer, into out: inout ByteBuffer
    ) {
        if unsafe !replacement.isEmpty { return unsafe append(replacement, behind: settings, into: &out) }
        if head.targetForm == .origin {
            return unsafe append(head.target.bytes(in: bytes), behind: settings, into: &out)
        }
        if head.targetForm == .asterisk {
            // "*" asks about the whole server (RFC 9112 §3.2.4); behind a base path, the whole is that path.
            if settings.basePath.isEmpty { out.append("*") } else { appendBytes(settings.basePath, into: &out) }
            return
        }
        // Absolute form: to an origin server only path and query go (RFC 9112 §3.2.1).
        unsafe append(head.path.bytes(in: bytes), behind: settings, into: &out)
        if !head.query.isEmpty {
            out.append("?")
            unsafe out.append(head.query.bytes(in: bytes))
        }
    }

    /// A target goes on as it was written. Behind a base path its path does so in normal form: "/../" would lead out of
    /// what the operator gave.
    private static func append(
        _ target: UnsafeRawBufferPointer, behind settings: OriginSettings, into out: inout ByteBuffer
    ) {
        guard !settings.basePath.isEmpty else {
            if unsafe target.isEmpty { out.append("/") } else { unsafe out.append(target) }
            return
        }
        appendBytes(settings.basePath, into: &out)
        let pathEnd = unsafe target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        let path = unsafe UnsafeRawBufferPointer(rebasing: target[..<pathEnd])
        // What has no normal form (a broken escape, which a client's path cannot have here) names nothing.
        do throws(ProtocolError) { try unsafe PathNormaliser.normalise(path, into: &out) } catch { out.append("/") }
        unsafe out.append(UnsafeRawBufferPointer(rebasing: target[pathEnd...]))
    }

    /// X-Forwarded-For grows by the client's address; -Proto and -Host say what the client used and overwrite what it
    /// claimed. Via as RFC 9110 §7.6.3 demands; an earlier Via line was copied and stays before ours. CDN-Loop grows by our
    /// name (RFC 8586).
    private static func appendForwarded(
        _ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, _ source: ForwardedFrom, _ edits: HeadEdits,
        into out: inout ByteBuffer
    ) {
        out.append("Via: 1.1 swiftlet\r\nCDN-Loop: ")
        unsafe CDNLoop.join(head, bytes, into: &out)
        out.append("swiftlet\r\n")
        if unsafe !HeadWriter.mentions(.xForwardedFor, edits) {
            out.append("X-Forwarded-For: ")
            if head.first(.xForwardedFor) != nil {
                for index in 0..<head.fieldCount where head[index].name == .xForwardedFor {
                    unsafe out.append(head[index].valueBytes(in: bytes))
                    out.append(", ")
                }
            }
            unsafe out.append(source.clientAddress)
            out.append("\r\n")
        }
        if unsafe !HeadWriter.mentions(.xForwardedProto, edits) {
            out.append(source.isSecure ? "X-Forwarded-Proto: https\r\n" : "X-Forwarded-Proto: http\r\n")
        }
        if !head.authority.isEmpty, unsafe !HeadWriter.mentions(.xForwardedHost, edits) {
            unsafe out.appendField("X-Forwarded-Host", head.authority.bytes(in: bytes))
        }
    }

    private static func appendFraming(_ framing: BodyFraming, into out: inout ByteBuffer) {
        switch framing {
        case .none: break
        case .length(let length): out.appendField("Content-Length", decimal: length)
        case .chunked, .untilClose: out.append("Transfer-Encoding: chunked\r\n")
        }
    }

    private static func appendHost(_ authority: [UInt8], into out: inout ByteBuffer) {
        out.append("Host: ")
        appendBytes(authority, into: &out)
        out.append("\r\n")
    }

    private static func appendBytes(_ bytes: [UInt8], into out: inout ByteBuffer) {
        unsafe bytes.withUnsafeBytes { unsafe out.append($0) }
    }
}
