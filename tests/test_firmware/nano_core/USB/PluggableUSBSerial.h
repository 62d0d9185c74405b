/* The port over USB: takes a packet at a time, while a computer has opened it and reads. */
#ifndef NANO_CORE_USB_SERIAL_H
#define NANO_CORE_USB_SERIAL_H

#include <stdint.h>

class USBSerial {
 public:
  void send_nb(uint8_t* bytes, uint32_t count, uint32_t* taken, bool now = true);
  bool connected();
  int read();
};
extern USBSerial _SerialUSB;

#endif
