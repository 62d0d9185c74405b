#ifndef NANO_CORE_THIS_THREAD_H
#define NANO_CORE_THIS_THREAD_H

namespace rtos {
namespace ThisThread {
void yield();
}
}  // namespace rtos

#endif
