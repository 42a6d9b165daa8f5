/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ctl-session.h"

G_BEGIN_DECLS

gboolean kb_ctl_show_case (KbCtl         *ctl,
                           KbCtlSession  *session,
                           guint32        id,
                           GError       **error);

G_END_DECLS
