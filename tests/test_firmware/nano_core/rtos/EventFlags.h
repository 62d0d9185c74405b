#ifndef NANO_CORE_EVENT_FLAGS_H
#define NANO_CORE_EVENT_FLAGS_H

#include <stdint.h>

#include <chrono>

namespace rtos {
class EventFlags {
 public:
  uint32_t set(uint32_t flags);
  uint32_t wait_any_for(uint32_t flags, std::chrono::milliseconds time);
};
}  // namespace rtos

#endif
