/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-text-index.h"

G_BEGIN_DECLS

/* Private to store/. */

typedef void (*KbTextSink) (gpointer  data,
                            guint32   case_row,
                            char     *text);

gboolean kb_text_fill_run (KbStore       *store,
                           KbTextOf       text_of,
                           gpointer       text_data,
                           KbTextSink     sink,
                           gpointer       data,
                           GCancellable  *cancellable,
                           GError       **error);

G_END_DECLS
