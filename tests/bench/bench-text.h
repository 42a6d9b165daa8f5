/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *bench_text_new  (GRand *rand,
                       gsize  size);
char *bench_word_new  (GRand *rand);

G_END_DECLS
