/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-refusal.h"
#include "kb-storage.h"

G_BEGIN_DECLS

typedef struct _KbPull KbPull;

/**
 * KbPullFunc:
 * @page: (nullable): frames, ending in a signed head; %NULL when refused
 *
 * Called on the main context.
 */
typedef void (*KbPullFunc) (GBytes    *page,
                            KbRefusal  refusal,
                            gpointer   data);

KbPull *kb_pull_new   (const char    *database,
                       KbSigningKey  *intake,
                       GError       **error);
void    kb_pull_free  (KbPull        *self);
void    kb_pull_start (KbPull        *self,
                       const guint8   genesis[KB_HASH_SIZE],
                       KbStream       stream,
                       guint64        after,
                       gboolean       only_custody,
                       KbPullFunc     func,
                       gpointer       data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbPull, kb_pull_free)

G_END_DECLS
