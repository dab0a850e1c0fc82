/// `microbench instructions CHECKOUT CACHE`: goes every path, for `bench/instructions.py` to count under callgrind what that
/// executes. A line names each path and its times; `mark` is called before and behind what is counted.
enum Instructions {
    static func run(_ arguments: ArraySlice<String>) throws {
        guard arguments.count == 2, let checkout = arguments.first, let cache = arguments.last else {
            throw BenchError(description: "usage: microbench instructions CHECKOUT CACHE")
        }
        for path in MicroPath.all(checkout: checkout, cache: cache) {
            let run = try path.prepare()
            // Caches fill, buffers grow, lazy things are made.
            try run(max(1, path.times / 20))
            mark()
            try run(path.times)
            mark()
            print(path.name, path.times)
        }
    }
}

/// Where callgrind writes down what it has counted since the last time (`--dump-before`).
@inline(never) @_optimize(none)
func mark() {}
