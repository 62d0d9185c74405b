// Says things in the manner of the interpreter's messages, and prints what is kept of them.
#include <cstdarg>
#include <cstdint>
#include <cstdio>

#include "last_words.h"
#include "tensorflow/lite/micro/debug_log.h"

static void say(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  DebugLog(format, arguments);
  va_end(arguments);
}

static void tell(const char* what) {
  puts(last_words(what));
  last_words_forget();
}

int main() {
  tell("nothing said");
  say("%d %i %u %x %c %% %s|", -5, 2147483647, 4000000000u, 0xBEEFu, 'q', "text");
  say("%ld %lu %lld %zu %5d %-3u %02x", -7L, 8ul, INT64_MIN, sizeof(int), 12, 9u, 10u);
  tell("numbers");
  say("%f %g %.2f", -3.99, 12.5, 1000.0);
  tell("fractions are cut off");
  say("Failed to find %s", "HARD_SWISH");
  say("\r\n");
  say("then more");
  say("\r\n");
  tell("lines follow each other");
  say("%p %q ends with %", static_cast<void*>(nullptr));
  tell("unknown ones");
  for (int i = 0; i < 100; i++) {
    say("a long story, part %d; ", i);
  }
  tell("too long");
  char small[8];
  va_list none{};
  DebugVsnprintf(small, sizeof small, "more than eight", none);
  puts(small);
  return 0;
}
