/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define KB_TYPE_SECRET (kb_secret_get_type ())

/**
 * KbSecret:
 *
 * Bytes that must not be swapped, dumped or left behind: keys, passphrases and
 * opened identities. Lives in pages from sodium_malloc(), locked and guarded,
 * and is wiped when the last reference goes.
 */
typedef struct _KbSecret KbSecret;

GType         kb_secret_get_type  (void);
KbSecret     *kb_secret_new       (gconstpointer  data,
                                   gsize          size);
KbSecret     *kb_secret_new_zeroed (gsize         size);
KbSecret     *kb_secret_new_random (gsize         size);
KbSecret     *kb_secret_ref       (KbSecret      *self);
void          kb_secret_unref     (KbSecret      *self);
const guint8 *kb_secret_get_data  (KbSecret      *self);
guint8       *kb_secret_get_writable (KbSecret   *self);
gsize         kb_secret_get_size  (KbSecret      *self);
void          kb_secret_truncate  (KbSecret      *self,
                                   gsize          size);
gboolean      kb_secret_equal     (KbSecret      *a,
                                   KbSecret      *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbSecret, kb_secret_unref)

G_END_DECLS
