/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-clock.h"

static gint64
system_now (gpointer data)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gint64
fixed_now (gpointer data)
{
  const gint64 *seconds = data;

  return *seconds;
}

KbClock
kb_clock_system (void)
{
  return (KbClock) { .now = system_now };
}

/**
 * kb_clock_fixed:
 * @seconds: read at each call; must outlive the clock
 *
 * Returns: a clock that shows what @seconds holds
 */
KbClock
kb_clock_fixed (const gint64 *seconds)
{
  return (KbClock) { .now = fixed_now, .data = (gpointer) seconds };
}

/**
 * kb_clock_now:
 * @self: (nullable): a clock, or %NULL for the system's
 *
 * Returns: seconds since 1970-01-01 UTC
 */
gint64
kb_clock_now (const KbClock *self)
{
  return self != NULL ? self->now (self->data) : system_now (NULL);
}

/**
 * kb_clock_hour:
 * @self: (nullable): a clock, or %NULL for the system's
 *
 * Returns: whole hours since 1970-01-01 UTC, the only time that the server keeps
 */
guint64
kb_clock_hour (const KbClock *self)
{
  return MAX (kb_clock_now (self), 0) / 3600;
}
