// What needs neither the host nor HTTPTypes is a module of its own: it compiles beside HTTPTypes, which every cold build
// waits for. Workers see one module.
@_exported public import SwiftletFormats
