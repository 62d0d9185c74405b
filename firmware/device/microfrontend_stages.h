/* The stages of the microfrontend, in the order in which one window of sound passes through them.
   None keeps state of its own; all numbers are those of TensorFlow Lite Micro's audio
   microfrontend, bit for bit, wherever its integers wrap around as well. */
#ifndef WW_MICROFRONTEND_STAGES_H
#define WW_MICROFRONTEND_STAGES_H

#include <stdint.h>

#include "dsp.h"
#include "ww_config.h"
#include "ww_frontend_tables.h"

/* Weight a window of sound into the order in which the FFT takes it.
   ring: WW_WINDOW_PAIRS pairs of samples, oldest at the pair `start` (a multiple of 4).
   spectrum: receives WW_FFT_POINTS complex numbers, real even and imaginary odd samples.
   Returns the bits that any magnitude has set; -32768 counts as nothing. */
uint32_t ww_window(const ww_pair_t ring[WW_WINDOW_PAIRS], unsigned start,
                   ww_pair_t spectrum[WW_FFT_POINTS]);

/* Fourier transform in place of what ww_window left, each number shifted left by `shift` first. */
void ww_fft(ww_pair_t spectrum[WW_FFT_POINTS], unsigned shift);

/* Turn the transform of paired samples into energies of the real signal, in place; only the bins
   from WW_FIRST_BIN up to and without WW_END_BIN are made. */
void ww_energies(uint32_t spectrum[WW_FFT_POINTS]);

/* Sum energies into mel channels and take roots, undoing `shift`. `signal` may be `energies`. */
void ww_filterbank(const uint32_t energies[WW_FFT_POINTS], unsigned shift,
                   uint32_t signal[WW_CHANNELS]);

/* The square root, rounded, for numbers below 2^48. The largest root of a number below 2^32 is
   65535, which makes the few numbers before 2^32 come out one too low, as in the original. */
uint32_t ww_square_root(uint64_t number);

/* Follow the noise in each channel with `estimates` and take it away from the signal. */
void ww_noise_reduction(uint32_t estimates[WW_CHANNELS], uint32_t signal[WW_CHANNELS]);

/* Per-channel amplitude normalization: gain control by the noise estimates. */
void ww_pcan(const uint32_t estimates[WW_CHANNELS], uint32_t signal[WW_CHANNELS]);

/* 64 times the natural logarithm of eight times the signal. */
void ww_log_scale(const uint32_t signal[WW_CHANNELS], uint16_t features[WW_CHANNELS]);

#endif
