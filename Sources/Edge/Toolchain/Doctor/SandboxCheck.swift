/// The pool of sandboxes that `limits.isolates` asks for: does this system give it?
package struct SandboxCheck: Sendable {
    package var isolates: Int
    /// The engine's own words after trying; nil: it was made.
    package var refusal: String?
    /// Memory mappings that one isolate may need, and that a process may have (`vm.max_map_count`; nil: unknown).
    package var mappingsPerIsolate: Int
    package var mappingsMax: Int?
    /// Address space that a process may have (`ulimit -v`), in bytes; nil: all of it.
    package var addressSpaceMax: UInt64?

    package init(
        isolates: Int, refusal: String?, mappingsPerIsolate: Int, mappingsMax: Int?, addressSpaceMax: UInt64?
    ) {
        self.isolates = isolates
        self.refusal = refusal
        self.mappingsPerIsolate = mappingsPerIsolate
        self.mappingsMax = mappingsMax
        self.addressSpaceMax = addressSpaceMax
    }

    /// What a process needs beside its isolates: libraries, threads, the heap.
    private static let mappingsBeside = 1000

    package var finding: Finding {
        let subject = "sandboxes"
        if let mappingsMax, isolates > mappingsMax / mappingsPerIsolate {
            let needed = isolates * mappingsPerIsolate + Self.mappingsBeside
            return Finding(
                .failed, subject,
                "limits.isolates = \(isolates) may need \(needed) memory mappings; vm.max_map_count is \(mappingsMax)",
                fix: "sysctl -w vm.max_map_count=\(needed)    # and in /etc/sysctl.d/, for the next boot")
        }
        if let refusal {
            if let addressSpaceMax {
                return Finding(
                    .failed, subject,
                    "\(isolates) isolates do not fit an address space of \(addressSpaceMax >> 20) MiB",
                    fix: "ulimit -v unlimited    # systemd: LimitAS=infinity")
            }
            return Finding(
                .failed, subject, "no room for \(isolates) isolates: \(refusal)",
                fix: "lower limits.isolates in the configuration")
        }
        return Finding(
            .ok, subject, "\(isolates) isolates at once\(mappingsMax.map { ", vm.max_map_count \($0)" } ?? "")")
    }
}
