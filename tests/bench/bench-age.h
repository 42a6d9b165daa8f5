/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_KEY_SIZE 32

gssize bench_age_open (guint8        *plaintext,
                       const guint8  *file,
                       gsize          size,
                       const guint8   secret[BENCH_KEY_SIZE],
                       const guint8   recipient[BENCH_KEY_SIZE]);

G_END_DECLS
