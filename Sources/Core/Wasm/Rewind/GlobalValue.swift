internal import CWasmtime

/// A number as C passes it.
func makeValue(_ type: ValueType, bits: UInt64) -> wasmtime_val_t {
    var value = unsafe wasmtime_val_t()
    switch type {
    case .i32, .other:
        unsafe value.kind = UInt8(WASMTIME_I32)
        unsafe value.of.i32 = Int32(truncatingIfNeeded: bits)
    case .i64:
        unsafe value.kind = UInt8(WASMTIME_I64)
        unsafe value.of.i64 = Int64(bitPattern: bits)
    case .f32:
        unsafe value.kind = UInt8(WASMTIME_F32)
        unsafe value.of.f32 = UInt32(truncatingIfNeeded: bits)
    case .f64:
        unsafe value.kind = UInt8(WASMTIME_F64)
        unsafe value.of.f64 = bits
    }
    return unsafe value
}

/// And back; nil for what is no number.
func readValue(_ value: wasmtime_val_t) -> (type: ValueType, bits: UInt64)? {
    switch unsafe Int32(value.kind) {
    case WASMTIME_I32: return unsafe (.i32, UInt64(UInt32(bitPattern: value.of.i32)))
    case WASMTIME_I64: return unsafe (.i64, UInt64(bitPattern: value.of.i64))
    case WASMTIME_F32: return unsafe (.f32, UInt64(value.of.f32))
    case WASMTIME_F64: return unsafe (.f64, value.of.f64)
    default: return nil
    }
}
