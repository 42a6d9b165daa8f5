/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-clock.h"

G_BEGIN_DECLS

typedef struct _KbRate KbRate;

KbRate   *kb_rate_new  (guint          per_hour,
                        KbClock        clock);
void      kb_rate_free (KbRate        *self);
gboolean  kb_rate_take (KbRate        *self,
                        GInetAddress  *address,
                        guint         *ret_retry_after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbRate, kb_rate_free)

G_END_DECLS
