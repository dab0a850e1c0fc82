// SwiftPM wants one source file in a C target; the declarations are all there is.
#include "CWasmtime.h"
