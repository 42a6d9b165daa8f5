/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The review sheet (lembar telaah), as docs/protocol.md has it under "Work". */
#include "config.h"

#include "kb-sheet.h"

#include "kb-case-state.h"
#include "kb-json.h"
#include "kb-work-forms.h"

#include <string.h>

static const struct
{
  const char *member;
  guint       max_chars;
} texts[KB_N_SHEET_TEXTS] = {
  [KB_SHEET_GROUP] = { "group", KB_LIMIT_WORK_FIELD },
  [KB_SHEET_CATEGORY] = { "category", KB_LIMIT_NAME_CHARS },
  [KB_SHEET_SUB] = { "sub", KB_LIMIT_NAME_CHARS },
  [KB_SHEET_UNIT] = { "unit", KB_LIMIT_NAME_CHARS },
  [KB_SHEET_LEVEL] = { "level", KB_LIMIT_NAME_CHARS },
  [KB_SHEET_DATE] = { "date", KB_WORK_DATE_CHARS },
  [KB_SHEET_ARTICLES] = { "articles", KB_LIMIT_SHEET_LONG_CHARS },
  [KB_SHEET_CONCLUSION] = { "conclusion", KB_LIMIT_SHEET_LONG_CHARS },
  [KB_SHEET_RECOMMENDATION] = { "recommendation", KB_LIMIT_SHEET_LONG_CHARS },
  [KB_SHEET_ATTACHMENTS] = { "attachments", KB_LIMIT_SHEET_LONG_CHARS },
};

static const char * const groups[] = {
  "", "berkadar", "tidak_berkadar", "bukan_kewenangan", "tidak_logis", NULL
};

/**
 * kb_sheet_new:
 *
 * Returns: (transfer full): a sheet with empty texts
 */
KbSheet *
kb_sheet_new (void)
{
  KbSheet *self = g_new0 (KbSheet, 1);

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    self->texts[i] = g_strdup ("");

  return self;
}

/**
 * kb_sheet_free:
 * @self: (nullable): a sheet
 */
void
kb_sheet_free (KbSheet *self)
{
  for (guint i = 0; self != NULL && i < KB_N_SHEET_TEXTS; i++)
    g_free (self->texts[i]);
  g_free (self);
}

/**
 * kb_sheet_set:
 * @text: which
 * @value: UTF-8; not checked here
 */
void
kb_sheet_set (KbSheet     *self,
              KbSheetText  text,
              const char  *value)
{
  g_return_if_fail (self != NULL && text < KB_N_SHEET_TEXTS && value != NULL);

  g_free (self->texts[text]);
  self->texts[text] = g_strdup (value);
}

/**
 * kb_sheet_get_limit:
 *
 * Returns: characters that a text may have; all together %KB_LIMIT_SHEET_CHARS
 */
guint
kb_sheet_get_limit (KbSheetText text)
{
  g_return_val_if_fail (text < KB_N_SHEET_TEXTS, 0);

  return texts[text].max_chars;
}

static JsonObject *
to_object (const KbSheet *self)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    json_object_set_string_member (object, texts[i].member, self->texts[i]);

  return object;
}

/**
 * kb_sheet_to_json:
 *
 * Returns: (transfer full): all members in the protocol's order, compact
 */
char *
kb_sheet_to_json (const KbSheet *self)
{
  g_autoptr(JsonObject) object = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  object = to_object (self);

  return kb_json_to_string (object);
}

static gboolean
read_texts (KbSheet    *self,
            JsonObject *object)
{
  guint n_read = 0;

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    {
      const char *value = kb_json_string_or (object, texts[i].member, NULL);

      if (value == NULL && json_object_has_member (object, texts[i].member))
        return FALSE;
      if (value == NULL)
        continue;
      kb_sheet_set (self, i, value);
      n_read++;
    }

  return n_read == json_object_get_size (object);
}

static gboolean
is_in_form (const KbSheet *self)
{
  gsize n_chars = 0;

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    {
      gsize own = g_utf8_strlen (self->texts[i], -1);

      if (own > texts[i].max_chars)
        return FALSE;
      n_chars += own;
    }

  return n_chars <= KB_LIMIT_SHEET_CHARS
         && g_strv_contains (groups, self->texts[KB_SHEET_GROUP])
         && (self->texts[KB_SHEET_DATE][0] == '\0' || kb_work_is_date (self->texts[KB_SHEET_DATE]));
}

/*< private >
 * kb_sheet_from_object:
 *
 * Returns: (transfer full) (nullable): %NULL unless it is what docs/protocol.md says
 */
KbSheet *
kb_sheet_from_object (JsonObject *object)
{
  g_autoptr(KbSheet) self = kb_sheet_new ();

  if (!read_texts (self, object) || !is_in_form (self))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * kb_sheet_from_json:
 * @json: an object of at most %KB_LIMIT_STORY bytes; a member that is left out is empty, and so
 *   may the group be while the sheet is a draft
 * @error: %KB_CASE_ERROR_WORK
 *
 * Returns: (transfer full): the sheet
 */
KbSheet *
kb_sheet_from_json (const char  *json,
                    GError     **error)
{
  g_autoptr(JsonObject) object = NULL;
  KbSheet *self = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  object = kb_json_parse (json, strlen (json), KB_LIMIT_STORY, NULL);
  if (object != NULL)
    self = kb_sheet_from_object (object);
  if (self == NULL)
    g_set_error_literal (error, KB_CASE_ERROR, KB_CASE_ERROR_WORK, "Not a review sheet");

  return self;
}

/**
 * kb_work_new_sheet:
 * @self: what is saved
 *
 * Returns: (transfer full): members of a `work` part that saves it as the newest version
 */
JsonObject *
kb_work_new_sheet (const KbSheet *self)
{
  JsonObject *op = json_object_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_object_set_object_member (op, KB_WORK_SHEET, to_object (self));

  return kb_work_new_op (op);
}

/*< private >
 * kb_sheet_dup_mark:
 *
 * What the register of the field `sheet` keeps of a version: enough to tell versions apart and to
 * judge moves by; the texts stay in the entry.
 *
 * Returns: (transfer full): SHA-256 of the compact text, group, category, sub, in lines
 */
char *
kb_sheet_dup_mark (const KbSheet *self)
{
  g_autofree char *json = kb_sheet_to_json (self);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
  g_autofree char *category = g_strdelimit (g_strdup (self->texts[KB_SHEET_CATEGORY]), "\n", ' ');
  g_autofree char *sub = g_strdelimit (g_strdup (self->texts[KB_SHEET_SUB]), "\n", ' ');

  return g_strjoin ("\n", digest, self->texts[KB_SHEET_GROUP], category, sub, NULL);
}

/*< private >
 * kb_sheet_mark_dup_text:
 * @mark: of kb_sheet_dup_mark(), or ""
 * @text: group, category or sub
 *
 * Returns: (transfer full): "" where there is none
 */
char *
kb_sheet_mark_dup_text (const char  *mark,
                        KbSheetText  text)
{
  g_auto(GStrv) lines = g_strsplit (mark, "\n", -1);

  g_return_val_if_fail (text <= KB_SHEET_SUB, NULL);

  return g_strdup (g_strv_length (lines) > text + 1 ? lines[text + 1] : "");
}
