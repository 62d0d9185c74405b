// What C++ code calls and a bare chip without a C++ run-time lacks. Vendors' cores have their own.
#include <cstddef>

#include "last_words.h"

extern "C" {
#include "hal/hal.h"
#include "protocol.h"
}

// The interpreter checks what it relies on and gives up when it does not hold.
extern "C" [[noreturn]] void abort() {
  ww_line_error(last_words("the interpreter gave up"));
  for (;;) {
    hal_idle();
  }
}

extern "C" void __cxa_pure_virtual() { abort(); }

// Nothing here is ever made on a heap; destructors that could free from one are still linked.
void operator delete(void*) noexcept { abort(); }
void operator delete(void*, std::size_t) noexcept { abort(); }
