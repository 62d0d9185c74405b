/* The firmware's core, the same on every board: sound in, features, model, detector, lines out. */
#ifndef WW_APP_H
#define WW_APP_H

/* Starts the board and says hello. */
void ww_app_start(void);

/* Does what there is to do, or sleeps when there is nothing; call it again and again. */
void ww_app_poll(void);

#endif
