/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-request.h"

G_BEGIN_DECLS

typedef struct _KbPage KbPage;

KbPage   *kb_page_new    (const char    *folder,
                          GError       **error);
void      kb_page_free   (KbPage        *self);
gboolean  kb_page_send   (KbPage        *self,
                          KbRequest     *request,
                          const char    *path);
gboolean  kb_page_fill   (KbPage        *self,
                          KbRequest     *request,
                          guint          status,
                          const char    *name,
                          ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbPage, kb_page_free)

G_END_DECLS
