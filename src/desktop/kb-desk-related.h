/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbFoundCase:
 * @id: local
 * @hex: as the field `related` has it
 * @text: its subject and unit, harmless to show
 *
 * @why: bits of KbSimilarWhy where it is not linked but probably the same matter; else 0
 *
 * A case as another one names it.
 */
typedef struct
{
  guint32         id;
  char           *hex;
  char           *number;
  char           *text;
  const KbStatus *status;
  guint           why;
} KbFoundCase;

/* (transfer container) (element-type KbFoundCase): those that @kase is linked with and that this
 * desktop has. */
void       kb_desk_load_related_async  (KbDesk               *self,
                                        KbCase               *kase,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
/* At most twenty that hold the words, the newest first; @kase itself is not among them. */
void       kb_desk_find_cases_async    (KbDesk               *self,
                                        KbCase               *kase,
                                        const char           *query,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
/* At most five that are probably the same matter and not linked yet, the likeliest first. */
void       kb_desk_find_alike_async    (KbDesk               *self,
                                        KbCase               *kase,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
/* Of each of them. */
GPtrArray *kb_desk_found_cases_finish  (KbDesk               *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
