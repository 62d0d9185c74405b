/* The chip's own USB port, which is either of two things.

   Usually it is a serial port made of hardware (USB-Serial-JTAG): the chip can be written through
   it whatever the program does. As a keyboard it is a device of the program's making (TinyUSB), a
   serial port and a keyboard in one; Arduino calls that USB Mode "USB-OTG (TinyUSB)" and says so
   with ARDUINO_USB_MODE. */
#ifndef WW_ESP32S3_USB_H
#define WW_ESP32S3_USB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(ARDUINO_USB_MODE) && ARDUINO_USB_MODE == 0
#define ESP32S3_TINYUSB 1
#else
#define ESP32S3_TINYUSB 0
#endif

/* So long a computer may be busy with other things before a line is given up. */
#define ESP32S3_USB_SEND_MS 50

#ifdef __cplusplus
extern "C" {
#endif

void esp32s3_usb_start(void);

/* Whether there is a computer at the other end of the cable, be it listening or not. */
bool esp32s3_usb_is_plugged(void);

/* Takes all bytes or none: none while nobody reads them. Waits only where the bytes before were
   read, as a closed port would cost that time with each line. */
bool esp32s3_usb_send(const char* bytes, size_t count);

/* Bytes that came, at most `room`; does not wait. */
size_t esp32s3_usb_receive(uint8_t* bytes, size_t room);

#ifdef __cplusplus
}
#endif

#endif
