/* The last layer of the small convolutional network: logits of each step, averaged. */
#ifndef UNO_CONVNET_H
#define UNO_CONVNET_H

#include <stdint.h>

#define UNO_STEPS 16u

/* The logits of a new step take the place of the oldest one's, and their mean is written.

   steps: (UNO_STEPS, labels); sums: labels, of all steps; oldest: index of the oldest step. All
   owned by the caller and zero at first.
   weights: (labels, channels). logits: in sixteenths. */
void uno_head(const int8_t* weights, const int16_t* bias, const uint8_t* shifts,
              const int8_t* values, uint8_t channels, int16_t* steps, int16_t* sums,
              uint8_t* oldest, int8_t* logits, uint8_t labels);

#endif
