/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-bytes.h"
#include "kb-sign.h"

G_BEGIN_DECLS

/**
 * KbHeard:
 *
 * When each enrolled author was last heard of in a stream, in server hours.
 */
typedef struct _KbHeard KbHeard;

KbHeard  *kb_heard_new   (void);
void      kb_heard_free  (KbHeard        *self);
/* A later hour replaces an earlier one. */
void      kb_heard_note  (KbHeard        *self,
                          const guint8    author[KB_SIGN_PUBLIC_SIZE],
                          guint64         hour);
/* 0: never */
guint64   kb_heard_get   (KbHeard        *self,
                          const guint8    author[KB_SIGN_PUBLIC_SIZE]);
void      kb_heard_save  (KbHeard        *self,
                          GByteArray     *out);
gboolean  kb_heard_load  (KbHeard        *self,
                          KbReader       *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbHeard, kb_heard_free)

G_END_DECLS
