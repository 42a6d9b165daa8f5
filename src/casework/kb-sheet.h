/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define KB_WORK_SHEET "sheet"           /* written by sheets only */

typedef enum
{
  KB_SHEET_GROUP,                /* berkadar … */
  KB_SHEET_CATEGORY,
  KB_SHEET_SUB,
  KB_SHEET_UNIT,
  KB_SHEET_LEVEL,
  KB_SHEET_DATE,
  KB_SHEET_ARTICLES,
  KB_SHEET_CONCLUSION,
  KB_SHEET_RECOMMENDATION,
  KB_SHEET_ATTACHMENTS,
  KB_N_SHEET_TEXTS,
} KbSheetText;

/**
 * KbSheet:
 *
 * A review sheet (lembar telaah); texts are never %NULL.
 */
typedef struct
{
  char *texts[KB_N_SHEET_TEXTS];
} KbSheet;

KbSheet    *kb_sheet_new      (void);
void        kb_sheet_free     (KbSheet      *self);
void        kb_sheet_set      (KbSheet      *self,
                               KbSheetText   text,
                               const char   *value);
/* Characters, shown while typing. */
guint       kb_sheet_get_limit (KbSheetText  text);
/* As in docs/protocol.md, compact: one text for one sheet. */
char       *kb_sheet_to_json  (const KbSheet *self);
/* KB_CASE_ERROR_WORK unless it is what docs/protocol.md says. */
KbSheet    *kb_sheet_from_json (const char   *json,
                                GError      **error);
/* {"ops": [{"sheet": …}]} */
JsonObject *kb_work_new_sheet (const KbSheet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbSheet, kb_sheet_free)

G_END_DECLS
