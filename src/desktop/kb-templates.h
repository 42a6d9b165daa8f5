/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KbTemplate:
 * @asks: an answer is awaited
 *
 * A message to reporters that is written often, of data/templates.json. In Indonesian, whatever
 * the language of the window: it is the reporter who reads it.
 */
typedef struct
{
  const char *title;
  const char *text;
  gboolean    asks;
} KbTemplate;

guint             kb_templates_get_n (void);
const KbTemplate *kb_templates_get   (guint i);

G_END_DECLS
