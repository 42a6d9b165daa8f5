/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the programs of `make bench` share. They print lines of `NAME VALUE`,
 * which tools/bench/run reads; where something fails they say so and exit 1. */
double  bench_now        (void);
double  bench_percentile (GArray      *samples,
                          double       rank);
void    bench_print      (const char  *name,
                          double       value);
void    bench_die        (const char  *format,
                          ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;
GBytes *bench_read_file  (const char  *path);
guint   bench_read_count (const char  *text);

G_END_DECLS
