/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean kb_query_u64 (const char *query,
                       const char *name,
                       guint64    *ret_value) G_GNUC_WARN_UNUSED_RESULT;
gboolean kb_query_hex (const char *query,
                       const char *name,
                       gpointer    ret_data,
                       gsize       size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
