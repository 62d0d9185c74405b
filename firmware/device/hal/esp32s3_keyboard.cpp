/* The own USB port as a keyboard and a serial port, by the classes of Arduino's core: ESP-IDF
   itself brings no TinyUSB. The core starts both before setup(), as "USB CDC On Boot" is on. */
#include "esp32s3_usb.h"

#if ESP32S3_TINYUSB

#if !ARDUINO_USB_CDC_ON_BOOT
#error "Choose Tools > USB CDC On Boot: Enabled, or the board is mute."
#endif

#include <Arduino.h>
#include <USB.h>
#include <USBHIDKeyboard.h>

extern "C" {
#include "hal/hal.h"
}

namespace {

// To be made before the core starts USB, which asks who is there.
USBHIDKeyboard keyboard;

bool is_read = true;
bool is_cut;  // a part of a line went out and the rest did not

size_t write(const char* bytes, size_t count) {
  return Serial ? Serial.write(reinterpret_cast<const uint8_t*>(bytes), count) : 0;
}

}  // namespace

void esp32s3_usb_start(void) {
  keyboard.begin();
  Serial.setTxTimeoutMs(ESP32S3_USB_SEND_MS);
}

bool esp32s3_usb_is_plugged(void) { return static_cast<bool>(USB); }

// Until a program has opened the port, the class takes nothing and does not wait. Its own buffer is
// shorter than a line, so a computer may go away in the middle of one.
bool esp32s3_usb_send(const char* bytes, size_t count) {
  Serial.setTxTimeoutMs(is_read ? ESP32S3_USB_SEND_MS : 0);
  if (is_cut) {
    is_cut = write("\n", 1) == 0;
  }
  const size_t taken = is_cut ? 0 : write(bytes, count);
  is_read = taken == count;
  is_cut = is_cut || (taken > 0 && !is_read);
  return is_read;
}

size_t esp32s3_usb_receive(uint8_t* bytes, size_t room) {
  return Serial.available() > 0 ? Serial.read(bytes, room) : 0;
}

// Each report waits until the computer has fetched it, at most 100 ms (USBHID::SendReport).
extern "C" void hal_keyboard_press(uint8_t modifiers, uint8_t usage) {
  KeyReport report = {};
  report.modifiers = modifiers;
  report.keys[0] = usage;
  keyboard.sendReport(&report);
  report = {};
  keyboard.sendReport(&report);
}

#endif
