/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-desk.h"

G_BEGIN_DECLS

/* Writes to the case's reporter. @asks: the office waits for the answer, and clocks pause. */
void        kb_desk_tell              (KbDesk               *self,
                                       guint32               id,
                                       const char           *text,
                                       gboolean              asks,
                                       GAsyncReadyCallback   callback,     /* nullable */
                                       gpointer              user_data);
gboolean    kb_desk_tell_finish       (KbDesk               *self,
                                       GAsyncResult         *result,
                                       GError              **error);

/* Drafts: kept in memory at once and on disk, sealed, two seconds later at most, and when the
 * program ends. Case 0: of no case. An empty text ends a draft. */
const char *kb_desk_get_draft         (KbDesk               *self,
                                       guint32               id,
                                       const char           *kind);
void        kb_desk_set_draft         (KbDesk               *self,
                                       guint32               id,
                                       const char           *kind,
                                       const char           *text);
/* Seconds since 1970 when the draft was last on disk; 0: it is not. */
gint64      kb_desk_get_draft_saved   (KbDesk               *self,
                                       guint32               id,
                                       const char           *kind);
gboolean    kb_desk_has_draft         (KbDesk               *self,
                                       guint32               id);

G_END_DECLS
