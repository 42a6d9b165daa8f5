/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KbTextShards:
 *
 * Private to store/: the index itself, for one thread. Cut into shards of some
 * thousand texts each: see the .c for why.
 */
typedef struct _KbTextShards KbTextShards;

KbTextShards *kb_text_shards_new    (void);
void          kb_text_shards_free   (KbTextShards  *self);
void          kb_text_shards_add    (KbTextShards  *self,
                                     guint32        case_row,
                                     const char    *text);
/* NULL when @stop answered TRUE, asked between two shards. */
GArray       *kb_text_shards_search (KbTextShards  *self,
                                     const char    *query,
                                     guint          max,
                                     gboolean     (*stop) (gpointer data),
                                     gpointer       data,
                                     guint         *ret_total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbTextShards, kb_text_shards_free)

G_END_DECLS
