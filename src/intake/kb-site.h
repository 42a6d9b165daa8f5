/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-request.h"

G_BEGIN_DECLS

typedef struct _KbSite KbSite;

KbSite   *kb_site_new  (const char  *folder,
                        GError     **error);
void      kb_site_free (KbSite      *self);
gboolean  kb_site_send (KbSite      *self,
                        KbRequest   *request,
                        const char  *path);
gboolean  kb_site_fill (KbSite      *self,
                        KbRequest   *request,
                        guint        status,
                        const char  *name,
                        ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbSite, kb_site_free)

G_END_DECLS
