/* What the small models are made of: sums of products of 8-bit numbers, shifted down and limited.
   Weights, biases and shifts lie in flash. compress/uno/ has the reference, bit for bit. */
#ifndef UNO_LAYERS_H
#define UNO_LAYERS_H

#include <stdint.h>

/* start plus the products of `count` weights in flash and as many values. */
int32_t uno_dot(int32_t start, const int8_t* weights, const int8_t* values, uint8_t count);

/* The sum shifted right, rounded half up, and limited to -most..most. */
int16_t uno_requantize(int32_t sum, uint8_t shift, int16_t most);

/* A layer in which every output sees all inputs; weights are (outputs, inputs). Outputs below zero
   become zero. */
void uno_dense_relu(const int8_t* weights, const int16_t* bias, const uint8_t* shifts,
                    const int8_t* inputs, uint8_t input_count, int8_t* outputs,
                    uint8_t output_count);

/* A block over time: the new values of all channels, in place, become a depthwise convolution over
   the last `taps` values of each channel, a pointwise layer, and the way around both.

   history: (taps, channels), the oldest first; owned by the caller.
   scratch: as many as channels.
   taps_weights: (channels, taps); weights: (channels, channels), an output after the other. */
void uno_block(const int8_t* taps_weights, const uint8_t* taps_shifts, uint8_t taps,
               const int8_t* weights, const int16_t* bias, const uint8_t* shifts, int8_t* history,
               int8_t* scratch, int8_t* values, uint8_t channels);

/* Drop the oldest `step` of `size` values and append new ones. */
void uno_append(int8_t* history, uint8_t size, const int8_t* values, uint8_t step);

#endif
