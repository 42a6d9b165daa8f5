/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-state.h"

G_BEGIN_DECLS

#define FIXTURE_HOUR G_GUINT64_CONSTANT (498600)   /* in November 2026 */

/* An entry at its place, with what was opened; the fold gets it as an input. */
typedef struct
{
  KbEntry      *entry;
  KbPlace       place;
  GBytes       *plain;
  KbQuarantine  quarantine;
  const char   *author_name;
  gboolean      canary;
} Line;

Line       *line_new       (KbKind       kind,
                            KbStream     stream,
                            guint8       case_byte,
                            guint64      hour,
                            const char  *plain);   /* nullable */
void        line_free      (gpointer     line);
KbFoldInput line_input     (const Line  *line);
/* A complaint with a story of @text (JSON text, escaped), contact and civil. */
Line       *complaint_new  (guint8       case_byte,
                            guint64      hour,
                            const char  *text);
/* The custodian's opening of that case's identity. */
Line       *opening_new    (guint8       case_byte,
                            guint64      hour);
char       *story_json     (const char  *text);

G_END_DECLS
