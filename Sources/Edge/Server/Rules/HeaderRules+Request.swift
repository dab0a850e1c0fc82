package import HTTP
internal import Origin

/// Rules over the head of a request.
extension HeaderRules {
    /// Writes the head anew, with the changes, and without what Connection names. Host and framing stay as they are, whatever
    /// a prefix says.
    package func rewrite(
        _ head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, _ values: borrowing RuleValues,
        into out: inout ByteBuffer
    ) {
        let count = head.fieldCount
        // The empty line is written anew.
        let end = bytes.count - 2
        unsafe out.append(UnsafeRawBufferPointer(rebasing: bytes[..<(count > 0 ? Int(head[0].nameOffset) : end)]))
        for index in 0..<count {
            let field = head[index]
            // What Connection names ends here with it (RFC 9110 section 7.6.1): kept, it would name the rules' own fields.
            if field.name == .connection || field.flags.contains(.hopByHop) && !field.name.isKeptByRules { continue }
            if !field.name.isKeptByRules, unsafe removes(field.nameBytes(in: bytes)) { continue }
            let next = index + 1 < count ? Int(head[index + 1].nameOffset) : end
            unsafe out.append(UnsafeRawBufferPointer(rebasing: bytes[Int(field.nameOffset)..<next]))
        }
        unsafe withFields(of: head, bytes) { fields in
            unsafe withNewFields(of: fields, values) { new in
                for index in 0..<new.count { unsafe out.appendField(new[index].name, new[index].value) }
            }
        }
        out.appendHeadEnd()
    }

    /// Lends the changes as a proxied request wants them.
    func withEdits(
        of head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer, _ values: borrowing RuleValues,
        _ body: (HeadEdits) -> Void
    ) {
        unsafe withFields(of: head, bytes) { fields in
            unsafe withNewFields(of: fields, values) { new in
                unsafe withEdits(adding: new, body)
            }
        }
    }

    /// The head's own fields go first, then the new ones come: that is what the rules come to, in whatever order.
    private func withEdits(adding new: UnsafeBufferPointer<RuleField>, _ body: (HeadEdits) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: HeadEdit.self, capacity: max(1, rules.count + new.count)) { table in
            var count = 0
            let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
            for rule in rules where rule.action != .append {
                let name = unsafe bytes(rule.name.lowerBound..<rule.name.upperBound + (rule.isPrefix ? 1 : 0))
                unsafe table.initializeElement(
                    at: count,
                    to: HeadEdit(operation: .remove, name: name, value: nothing, field: FieldName.of(name)))
                count += 1
            }
            for index in 0..<new.count {
                let field = unsafe new[index]
                unsafe table.initializeElement(
                    at: count,
                    to: HeadEdit(
                        operation: .append, name: field.name, value: field.value, field: FieldName.of(field.name)))
                count += 1
            }
            unsafe body(HeadEdits(rebasing: table[..<count]))
        }
    }

    private func withFields(
        of head: borrowing RequestHead, _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeBufferPointer<RuleField>) -> Void
    ) {
        // Only to be renamed are they looked at.
        let count = rules.contains { $0.action == .rename } ? head.fieldCount : 0
        unsafe withUnsafeTemporaryAllocation(of: RuleField.self, capacity: max(1, count)) { room in
            for index in 0..<count {
                let field = head[index]
                unsafe room.initializeElement(
                    at: index, to: RuleField(name: field.nameBytes(in: bytes), value: field.valueBytes(in: bytes)))
            }
            unsafe body(UnsafeBufferPointer(rebasing: room[..<count]))
        }
    }
}

extension FieldName {
    /// What says where a request goes and has come from, how long it is and what becomes of its connection: no rule changes
    /// it.
    var isKeptByRules: Bool {
        switch self {
        case .host, .connection, .contentLength, .transferEncoding, .expect, .keepAlive, .proxyConnection, .te,
            .trailer, .upgrade, .cdnLoop:
            true
        default:
            false
        }
    }
}
