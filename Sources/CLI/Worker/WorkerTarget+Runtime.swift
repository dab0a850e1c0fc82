import HTTP
import Isolate
import Rehearsal
import Server

extension WorkerTarget {
    /// As the server's own, for one isolate at a time.
    var runtimeSettings: RuntimeSettings {
        var settings = RuntimeSettings()
        settings.isolatesMax = 2
        settings.memoryBytesMax = limits.memoryBytes
        settings.stackBytes = config?.limits.isolateStackBytes ?? settings.stackBytes
        settings.requestHeadBytesMax = headLimits.headBytesMax
        settings.requestFieldsMax = headLimits.fieldCountMax
        return settings
    }

    var headLimits: HeadLimits {
        guard let limits = config?.limits else { return HeadLimits() }
        return HeadLimits(
            headBytesMax: limits.headerBytesMax, uriBytesMax: limits.uriBytesMax, fieldCountMax: limits.headerCountMax)
    }

    /// As a deployment of it would say.
    var version: String {
        get throws(CommandError) {
            do throws(IsolateError) {
                return Deployment.version(of: module, limits: limits, runtime: try IsolateRuntime(runtimeSettings))
            } catch {
                throw CommandError(error)
            }
        }
    }

    /// What is wrong with a module is told with its file.
    func commandError(_ error: IsolateError) -> CommandError {
        var error = error
        if error.kind == .module { error.message = "\(modulePath): \(error.message)" }
        return CommandError(error)
    }

    /// The origins that it may reach: those of swiftlet.toml, or those that have doubles.
    ///
    /// - Parameter place: where the doubles are written, for messages.
    func originNames(_ doubles: [OriginDouble], _ place: String) throws(CommandError) -> [String] {
        guard worker != nil else { return doubles.map(\.name) }
        for double in doubles where !origins.contains(double.name) {
            let known = origins.isEmpty ? "none" : origins.joined(separator: ", ")
            throw .usage(
                "\(place) \(double.name): the worker may not reach it: swiftlet.toml gives it \(known); "
                    + "add it to workers.\(name) origins")
        }
        return origins
    }
}
