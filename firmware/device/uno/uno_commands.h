/* Commands of the computer: hello, threshold, sensitivity, scores, and audio off. Others are
   answered with an error line. */
#ifndef UNO_COMMANDS_H
#define UNO_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

void uno_commands_reset(void);

/* Obey the next command, if one has come. */
void uno_commands_poll(void);

bool uno_says_scores(void);

/* Lines that were no command since the reset. */
uint16_t uno_commands_bad_lines(void);

void uno_say_hello(void);

#endif
