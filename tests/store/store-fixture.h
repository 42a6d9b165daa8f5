/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-store.h"

G_BEGIN_DECLS

/* A folder with a place for a store, a fixed key, and made-up entries. */
typedef struct
{
  char     *folder;
  char     *path;
  KbSecret *key;
  KbStore  *store;              /* open */
} Fixture;

void         fixture_set_up    (Fixture       *self,
                                gconstpointer  data);
void         fixture_tear_down (Fixture       *self,
                                gconstpointer  data);
KbSecret    *fixed_key         (guint8         byte);

/* An entry at @seq of the office's stream, by an author of its own, that opens
 * the case of the same number. */
KbStoreItem *item_new          (guint64        seq);
void         item_free         (gpointer       item);
/* Entries first … last. */
GPtrArray   *items_new         (guint64        first,
                                guint64        last);

/* Snapshot: the number of the case's entries as ASCII; stream state: of the
 * stream's. A case is in the leadership's view when its seq is odd. An item's
 * @item "fail" makes the fold fail, "none" makes it of no case, "news" unread. */
extern const KbStoreFold counting_fold;

gboolean     append_items      (KbStore       *store,
                                GPtrArray     *items,
                                GArray       **ret_changed,
                                GError       **error);
void         append_range      (KbStore       *store,
                                guint64        first,
                                guint64        last);
/* head = last, entries 1 … last are there and readable, counts fit. */
void         assert_holds      (KbStore       *store,
                                guint64        last);

G_END_DECLS
