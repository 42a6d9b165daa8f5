/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-membership.h"

G_BEGIN_DECLS

/* Begins the profile's file anew. Nobody may have it open. */
gboolean kb_rebuild_store (KbMembership  *membership,
                           GCancellable  *cancellable,
                           GError       **error);

G_END_DECLS
