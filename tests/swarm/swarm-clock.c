/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into a process: its wall clock is wrong by SWARM_CLOCK seconds. */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t
shift (void)
{
  static time_t by;
  static int known;

  if (!known)
    {
      const char *text = getenv ("SWARM_CLOCK");

      by = text != NULL ? (time_t) strtoll (text, NULL, 10) : 0;
      known = 1;
    }

  return by;
}

int
clock_gettime (clockid_t        clock,
               struct timespec *time)
{
  static int (*real) (clockid_t, struct timespec *);
  int result;

  if (real == NULL)
    real = (int (*) (clockid_t, struct timespec *)) dlsym (RTLD_NEXT, "clock_gettime");
  result = real (clock, time);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
    time->tv_sec += shift ();

  return result;
}

int
gettimeofday (struct timeval *restrict tv,
              void *restrict           zone)
{
  struct timespec now;

  (void) zone;
  clock_gettime (CLOCK_REALTIME, &now);
  tv->tv_sec = now.tv_sec;
  tv->tv_usec = now.tv_nsec / 1000;

  return 0;
}

time_t
time (time_t *out)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (out != NULL)
    *out = now.tv_sec;

  return now.tv_sec;
}
