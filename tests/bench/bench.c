/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench.h"

#include <stdlib.h>

/* Seconds of the monotonic clock, as Python's time.monotonic() tells them. */
double
bench_now (void)
{
  return g_get_monotonic_time () / 1e6;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/**
 * bench_percentile:
 * @samples: (element-type double): sorted by this call, not empty
 * @rank: 0 to 1
 */
double
bench_percentile (GArray *samples,
                  double  rank)
{
  g_array_sort (samples, compare_doubles);

  return g_array_index (samples, double, (guint) (rank * (samples->len - 1) + 0.5));
}

void
bench_print (const char *name,
             double      value)
{
  g_print ("%s %.6f\n", name, value);
}

void
bench_die (const char *format,
           ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("%s: %s\n", g_get_prgname (), message);
  exit (1);
}

/**
 * bench_read_file:
 *
 * Returns: (transfer full): the file, mapped
 */
GBytes *
bench_read_file (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, &error);

  if (file == NULL)
    bench_die ("%s", error->message);

  return g_mapped_file_get_bytes (file);
}

guint
bench_read_count (const char *text)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &count, NULL))
    bench_die ("“%s” is not a number", text);

  return count;
}
