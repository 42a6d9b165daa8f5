/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-access.h"
#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbAccessPage:
 *
 * This computer and every device of the office: who may read, since when, with
 * which keys. Supervisors invite, appoint and revoke from here.
 *
 * Actions for what is inside: access.heads, and for supervisors access.invite,
 * access.appoint, access.revoke, access.second (t: seq of a proposal), access.test.
 */
#define KB_TYPE_ACCESS_PAGE (kb_access_page_get_type ())
G_DECLARE_FINAL_TYPE (KbAccessPage, kb_access_page, KB, ACCESS_PAGE, GtkWidget)

void kb_access_page_set_desk   (KbAccessPage *self,
                                KbDesk       *desk);
/* The page is shown now: reads the roster anew. */
void kb_access_page_reload     (KbAccessPage *self);
/* Nothing of the office stays in it. */
void kb_access_page_clear      (KbAccessPage *self);
/* From parts, for tests. */
void kb_access_page_set_access (KbAccessPage *self,
                                KbAccess     *access,
                                KbDeskRole    role);
void kb_access_page_focus      (KbAccessPage *self);

G_END_DECLS
