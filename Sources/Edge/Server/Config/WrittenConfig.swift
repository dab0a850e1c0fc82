/// What a configuration's file says, key by key, whatever the keys mean: so that no key can be forgotten where what runs is
/// compared with the file of now. A default that is spelled out is a difference too. A value.
struct WrittenConfig {
    private let root: TOMLNode

    /// Nil: no TOML.
    init?(_ bytes: [UInt8]) {
        guard let root = ConfigFile.document(bytes, issues: ConfigIssues()) else { return nil }
        self.root = root
    }

    func has(_ keys: [String]) -> Bool {
        var node = root
        for key in keys {
            guard case .table(let entries) = node.value, let next = entries[key] else { return false }
            node = next
        }
        return true
    }

    /// One key of which two files say different things.
    struct Difference: Equatable {
        /// One by one: `["workers", "shop", "rollout", "key"]`. An array is one value.
        var keys: [String]
        /// As messages have it: `workers.shop.rollout.key`.
        var path: String
        /// False: only the other file has the key.
        var isBefore = true
        var isAfter = true
        /// What stands there, where that is a word or a number.
        var before: String?
        var after: String?
    }

    /// What a later file says otherwise, by key.
    func differences(to later: WrittenConfig) -> [Difference] {
        var found: [Difference] = []
        Self.compare(root, later.root, [], &found)
        return found
    }

    private static func compare(
        _ before: TOMLNode?, _ after: TOMLNode?, _ keys: [String], _ found: inout [Difference]
    ) {
        guard let present = after ?? before else { return }
        // Of a table that one file lacks its keys are told, if it has any.
        if let old = entries(before), let new = entries(after) {
            let names = Set(old.keys).union(new.keys).sorted()
            if !names.isEmpty || before != nil && after != nil {
                for name in names { compare(old[name], new[name], keys + [name], &found) }
                return
            }
        }
        if let before, let after, isEqual(before, after) { return }
        found.append(
            Difference(
                keys: keys, path: present.path, isBefore: before != nil, isAfter: after != nil,
                before: before.flatMap(text), after: after.flatMap(text)))
    }

    /// Nil: no table.
    private static func entries(_ node: TOMLNode?) -> [String: TOMLNode]? {
        guard let node else { return [:] }
        if case .table(let entries) = node.value { return entries }
        return nil
    }

    /// Wherever they stand in the file.
    private static func isEqual(_ one: TOMLNode, _ other: TOMLNode) -> Bool {
        switch (one.value, other.value) {
        case (.string(let one), .string(let other)): one == other
        case (.integer(let one), .integer(let other)): one == other
        case (.boolean(let one), .boolean(let other)): one == other
        case (.array(let one), .array(let other)):
            one.count == other.count && zip(one, other).allSatisfy { isEqual($0, $1) }
        case (.table(let one), .table(let other)):
            one.count == other.count && one.allSatisfy { name, node in other[name].map { isEqual(node, $0) } ?? false }
        default: false
        }
    }

    private static func text(_ node: TOMLNode) -> String? {
        switch node.value {
        case .string(let text): TOMLNode.quoted(text)
        case .integer(let number): "\(number)"
        case .boolean(let flag): "\(flag)"
        case .unused, .array, .table: nil
        }
    }
}
