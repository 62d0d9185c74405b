/* The program of an 8-bit board: readings of the converter in, detections on the serial port out.
   It speaks the protocol of the other boards, without sound and replay, for which it has no
   memory. */
#ifndef UNO_APP_H
#define UNO_APP_H

void uno_app_start(void);

/* Do the next thing there is to do, or sleep until the next reading. */
void uno_app_poll(void);

#endif
