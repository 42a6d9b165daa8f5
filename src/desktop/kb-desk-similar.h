/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-desk.h"
#include "kb-similar.h"

G_BEGIN_DECLS

/* Other cases that are probably the same matter, of KbSimilarHit, the likeliest first, at most
 * five; for a person to judge. None before the index is filled, and of a case whose story stays
 * sealed. */
void    kb_desk_find_similar_async  (KbDesk               *self,
                                     guint32               id,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
GArray *kb_desk_find_similar_finish (KbDesk               *self,
                                     GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
