#pragma once
#define _GNU_SOURCE
#include <uv.h>
