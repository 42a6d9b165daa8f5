/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-secret.h"

G_BEGIN_DECLS

/* Which column a sealed value belongs to. The numbers are in files: never reuse one. */
typedef enum
{
  KB_COLUMN_FILE_CHECK = 1,
  KB_COLUMN_META_VALUE = 2,
  KB_COLUMN_STREAM_HEAD = 3,
  KB_COLUMN_STREAM_STATE = 4,
  KB_COLUMN_ENTRY_PLACE = 5,
  KB_COLUMN_ENTRY_CONTENT = 6,
  KB_COLUMN_CASE_SNAPSHOT = 7,
  KB_COLUMN_OUTBOX_CONTENT = 8,
  KB_COLUMN_DRAFT_CONTENT = 9,
} KbColumn;

#define KB_ROW_SEAL_OVERHEAD (24 + 16)   /* nonce, tag */
#define KB_ROW_TAG_SIZE 16

/**
 * KbRowSeal:
 *
 * Seals single values of the store and makes keyed tags. For one thread.
 */
typedef struct _KbRowSeal KbRowSeal;

KbRowSeal *kb_row_seal_new   (KbSecret       *store_key);
void       kb_row_seal_free  (KbRowSeal      *self);
/* @ret_sealed takes @size + KB_ROW_SEAL_OVERHEAD bytes. */
void       kb_row_seal_seal  (KbRowSeal      *self,
                              KbColumn        column,
                              guint64         row,
                              gconstpointer   plain,
                              gsize           size,
                              guint8         *ret_sealed);
GBytes    *kb_row_seal_open  (KbRowSeal      *self,
                              KbColumn        column,
                              guint64         row,
                              gconstpointer   sealed,
                              gsize           size,
                              GError        **error);
/* @purpose keeps tags of different kinds apart. */
void       kb_row_seal_tag   (KbRowSeal      *self,
                              char            purpose,
                              gconstpointer   data,
                              gsize           size,
                              guint8          ret_tag[KB_ROW_TAG_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbRowSeal, kb_row_seal_free)

G_END_DECLS
