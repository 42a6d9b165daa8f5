/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-page.h"

G_BEGIN_DECLS

/**
 * KbReporters:
 *
 * Who filed the cases that a page has messages of, and each reporter's last
 * number; learnt from the store, and from the page itself, when a message asks.
 */
typedef struct _KbReporters KbReporters;

/* @page is borrowed; what is before it is in @store. */
KbReporters  *kb_reporters_new   (KbStore         *store,
                                  const KbPage    *page);
void          kb_reporters_free  (KbReporters     *self);
gboolean      kb_reporters_check (KbReporters     *self,
                                  KbPulled        *pulled,
                                  GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbReporters, kb_reporters_free)

G_END_DECLS
