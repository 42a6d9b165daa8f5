/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ctl-session.h"

G_BEGIN_DECLS

/* Called for each case of a list; %FALSE ends it early, without an error. */
typedef gboolean (*KbCtlCaseFunc) (const KbStoredCase  *stored_case,
                                   const KbCaseState   *state,
                                   gpointer             data,
                                   GError             **error);

/* Newest first. Fails where @func set an error. */
gboolean  kb_ctl_case_each (KbCtlSession   *session,
                            guint32         view,
                            KbCtlCaseFunc   func,
                            gpointer        data,
                            GError        **error);
/* By its number, such as KB-2026-0001; KB_CTL_ERROR_NOT_FOUND. */
gboolean  kb_ctl_case_find (KbCtlSession   *session,
                            const char     *number,
                            guint32        *ret_id,
                            GError        **error);

G_END_DECLS
