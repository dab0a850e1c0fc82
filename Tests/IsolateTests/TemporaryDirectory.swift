import Glibc
import Testing

func makeTemporaryDirectory() -> String? {
    let template = "/tmp/swiftlet-test-\(UInt32.random(in: .min ... .max))"
    return unsafe mkdir(template, 0o700) == 0 ? template : nil
}

/// The directory and what lies in it, two levels deep.
func remove(_ directory: String) {
    for name in files(in: directory) {
        for inner in files(in: directory + "/" + name) { unsafe unlink(directory + "/" + name + "/" + inner) }
        unsafe rmdir(directory + "/" + name)
    }
    unsafe rmdir(directory)
}

func files(in directory: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

/// Turns one byte of each file over.
func damageFiles(in directory: String, at position: Int) throws {
    for name in files(in: directory) {
        let file = unsafe try #require(fopen(directory + "/" + name, "r+b"))
        unsafe fseek(file, position, SEEK_SET)
        let byte = unsafe fgetc(file)
        unsafe fseek(file, position, SEEK_SET)
        unsafe fputc(byte ^ 0x55, file)
        unsafe fclose(file)
    }
}
