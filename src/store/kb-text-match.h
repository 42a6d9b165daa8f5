/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes of a text that a search found. */
typedef struct
{
  guint start;
  guint end;
} KbTextSpan;

/**
 * kb_text_match_spans:
 * @text: (nullable): UTF-8
 * @query: (nullable): what was typed
 *
 * The words of @text by which a search for @query finds it, with the same words and stems. From
 * any thread.
 *
 * Returns: (transfer full) (element-type KbTextSpan): in order, none of them empty
 */
GArray *kb_text_match_spans (const char *text,
                             const char *query);

G_END_DECLS
