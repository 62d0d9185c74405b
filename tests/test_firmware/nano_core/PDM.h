/* The microphone's driver: a call for each block, whose sound must be read before the next. */
#ifndef NANO_CORE_PDM_H
#define NANO_CORE_PDM_H

#include <stddef.h>

class PDMClass {
 public:
  int begin(int channels, int rate);
  void setGain(int gain);
  void setBufferSize(int bytes);
  void onReceive(void (*function)(void));
  int read(void* buffer, size_t bytes);
};
extern PDMClass PDM;

#endif
