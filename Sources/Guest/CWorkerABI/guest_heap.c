#include "worker_abi.h"
