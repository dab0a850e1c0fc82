internal import CUV

/// The libuv that the process has loaded.
package enum LoopLibrary {
    /// "1.44.2". The corresponding C function is `uv_version_string`.
    package static var version: String { unsafe String(cString: uv_version_string()) }
}
