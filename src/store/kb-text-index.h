/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-store.h"

G_BEGIN_DECLS

/**
 * KbTextIndex:
 *
 * Full text of the cases, in memory only: contentless FTS5 on a thread of its
 * own, filled from the store behind the first frame and then by each pull.
 *
 * Properties: "filled" (boolean), "n-texts" (uint).
 */
#define KB_TYPE_TEXT_INDEX (kb_text_index_get_type ())
G_DECLARE_FINAL_TYPE (KbTextIndex, kb_text_index, KB, TEXT_INDEX, GObject)

/* Text of one stored entry, or NULL where it has none. */
typedef char *(*KbTextOf) (const KbStoredEntry *entry,
                           const KbStoredCase  *stored_case,
                           gpointer             data);

KbTextIndex *kb_text_index_new           (void);
/* Any thread; keeps the order; returns at once. */
void         kb_text_index_add           (KbTextIndex          *self,
                                          guint32               case_row,
                                          const char           *text);
/* Reads all texts of the store in small steps; @text_of makes the text of one stored entry. */
void         kb_text_index_fill_async    (KbTextIndex          *self,
                                          KbStore              *store,
                                          KbTextOf              text_of,
                                          gpointer              text_data,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean     kb_text_index_fill_finish   (KbTextIndex          *self,
                                          GAsyncResult         *result,
                                          GError              **error);
/* Newest @max cases (guint32) that hold every word of @query, the last word as a beginning.
 * A newer search makes an older one that still waits answer G_IO_ERROR_CANCELLED. */
void         kb_text_index_search_async  (KbTextIndex          *self,
                                          const char           *query,
                                          guint                 max,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* @ret_total: the number of all hits where it is no more than was asked for, else 0. */
GArray      *kb_text_index_search_finish (KbTextIndex          *self,
                                          GAsyncResult         *result,
                                          guint                *ret_total,
                                          GError              **error);

G_END_DECLS
