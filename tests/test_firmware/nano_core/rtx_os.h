#ifndef NANO_CORE_RTX_OS_H
#define NANO_CORE_RTX_OS_H

#include <stdint.h>

typedef struct {
  void* stack_mem;
  uint32_t stack_size;
} osRtxThread_t;
void* osThreadGetId(void);

#endif
