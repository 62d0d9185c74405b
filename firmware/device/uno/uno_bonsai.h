/* Bonsai: a sparse projection and a shallow tree in it (A. Kumar et al., ICML 2017), in integers.
   compress/uno/bonsai.py is the reference and explains the numbers. */
#ifndef UNO_BONSAI_H
#define UNO_BONSAI_H

#include <stdint.h>

/* Frames of one group. */
#define UNO_GROUP 4u

/* The mean of a group from the sums over its frames. */
void uno_group_mean(const int16_t* sums, int8_t* mean, uint8_t bands);

/* The sparse projection. places: a bit for each weight, (values, inputs), lowest bit first;
   weights: those whose bit is set. */
void uno_project(const uint8_t* places, const int8_t* weights, const int16_t* bias,
                 const uint8_t* shifts, const int8_t* inputs, uint8_t input_count, int8_t* values,
                 uint8_t value_count);

/* Add what the way from the root to a leaf says.

   values: `count` of them, the last one standing for 1.
   branches: (inner nodes, count); scores and gates: (nodes, labels, count), their shifts (nodes,
   labels). totals: labels, scratch. logits: in sixteenths. */
void uno_tree(const int8_t* branches, const int8_t* scores, const uint8_t* score_shifts,
              const int8_t* gates, const uint8_t* gate_shifts, uint8_t depth, const int8_t* values,
              uint8_t count, int16_t* totals, int8_t* logits, uint8_t labels);

#endif
