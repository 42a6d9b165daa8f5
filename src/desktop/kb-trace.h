/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/* For `make bench`: with KUMBANG_TRACE=FILE in the environment, when things
 * happened and nothing of what they were about. */
void kb_trace_follow (GtkWindow *window,
                      KbDesk    *desk);

G_END_DECLS
