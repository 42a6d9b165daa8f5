/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *kb_words_strength (guint    strength,
                               gboolean empty);

G_END_DECLS
