/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/* The office's settings, of the roster; "settings-changed" is KbDesk's signal. JSON text, NULL: the
 * preset stands. Borrowed until the next change. */
const char *kb_desk_get_setting       (KbDesk               *self,
                                       const char           *section);
/* The server that this computer joined; NULL while the case file is closed. */
char       *kb_desk_dup_endpoint      (KbDesk               *self);
/* Supervisors only. @value is taken. Ends with kb_desk_run_finish(). */
void        kb_desk_set_setting       (KbDesk               *self,
                                       const char           *section,
                                       JsonObject           *value,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);

G_END_DECLS
