/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-words.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "kb-format.h"
#include "kb-work-forms.h"

/* The journal holds codes; what a person reads for each of them is here. */

typedef struct
{
  const char *code;
  const char *word;
} KbWord;

static const KbWord categories[] = {
  { "korupsi", N_("Corruption") },
  { "kolusi", N_("Collusion") },
  { "nepotisme", N_("Nepotism") },
  { "disiplin", N_("Breach of discipline") },
  { "aset", N_("Misuse of assets") },
  { "etik", N_("Breach of ethics") },
};

static const KbWord groups[] = {
  { "kerugian", N_("Loss to the state") },
  { "suap", N_("Bribery") },
  { "penggelapan", N_("Embezzlement") },
  { "pemerasan", N_("Extortion") },
  { "curang", N_("Fraudulent acts") },
  { "benturan", N_("Procurement") },
  { "gratifikasi", N_("Gratification") },
};

static const KbWord reported_kinds[] = {
  { "kepala_daerah", N_("Regional head") },
  { "dprd", N_("Member of the regional council") },
  { "asn", N_("Civil servant") },
  { "perangkat_desa", N_("Village official") },
  { "lainnya", N_("Someone else") },
};

static const KbWord sheet_groups[] = {
  { "berkadar", N_("Within oversight") },
  { "tidak_berkadar", N_("Not within oversight") },
  { "bukan_kewenangan", N_("Not our authority") },
  { "tidak_logis", N_("Not logical") },
};

static const KbWord fields[] = {
  { "name", N_("Name") },
  { "phone", N_("Telephone") },
  { "nik", N_("NIK (identity number)") },
  { "address", N_("Address") },
  { "gender", N_("Gender") },
  { "occupation", N_("Occupation") },
  { "email", N_("E-mail") },
  { "safe", N_("Safe to be contacted") },
};

static const char *
find_word (const KbWord *words,
           gsize         n_words,
           const char   *code)
{
  if (code == NULL || *code == '\0')
    return "";
  for (gsize i = 0; i < n_words; i++)
    {
      if (strcmp (words[i].code, code) == 0)
        return _(words[i].word);
    }
  return code;                   /* of a newer program: better its code than nothing */
}

/**
 * kb_words_category:
 * @code: (nullable): code of docs/protocol.md
 *
 * Returns: the category in words; "" for none
 */
const char *
kb_words_category (const char *code)
{
  return find_word (categories, G_N_ELEMENTS (categories), code);
}

/**
 * kb_words_group:
 * @code: (nullable): one of the seven groups of corruption
 *
 * Returns: the group in words; "" for none
 */
const char *
kb_words_group (const char *code)
{
  return find_word (groups, G_N_ELEMENTS (groups), code);
}

/**
 * kb_words_reported:
 * @code: (nullable): kind of the reported party
 *
 * Returns: the kind in words; "" for none
 */
const char *
kb_words_reported (const char *code)
{
  return find_word (reported_kinds, G_N_ELEMENTS (reported_kinds), code);
}

/**
 * kb_words_sheet_group:
 * @code: (nullable): how a review sheet sorts a case first
 *
 * Returns: the group in words; "" for none
 */
const char *
kb_words_sheet_group (const char *code)
{
  return find_word (sheet_groups, G_N_ELEMENTS (sheet_groups), code);
}

/**
 * kb_words_field:
 * @code: name of a member of an identity part
 *
 * Returns: what a person calls that field
 */
const char *
kb_words_field (const char *code)
{
  return find_word (fields, G_N_ELEMENTS (fields), code);
}

/**
 * kb_words_status:
 * @code: (nullable): code of data/workflow.json
 *
 * Returns: the status in words; "" for none
 */
const char *
kb_words_status (const char *code)
{
  const KbStatus *status = kb_workflow_find_status (code);

  if (status != NULL)
    return _(status->label);
  return code != NULL ? code : "";
}

/**
 * kb_words_due:
 * @paused: whether the clock stands still
 * @left: working days until it is due; negative: late by so many
 *
 * Returns: (transfer full): "Late by 2 working days", "Due today", "1 working day left", "Paused…"
 */
char *
kb_words_due (gboolean paused,
              int      left)
{
  if (paused)
    return g_strdup (_("Paused: waiting for the reporter"));
  if (left == 0)
    return g_strdup (_("Due today"));
  if (left < 0)
    return g_strdup_printf (ngettext ("Late by %d working day", "Late by %d working days", -left),
                            -left);
  return g_strdup_printf (ngettext ("%d working day left", "%d working days left", left), left);
}

/**
 * kb_words_quarantine:
 * @quarantine: why an entry is set aside
 *
 * Returns: a sentence; "" when it is not
 */
const char *
kb_words_quarantine (KbQuarantine quarantine)
{
  switch (quarantine)
    {
    case KB_QUARANTINE_NONE:
      return "";
    case KB_QUARANTINE_SIGNATURE:
      return _("It was not signed by its author.");
    case KB_QUARANTINE_AUTHORITY:
      return _("Its author was not entitled to write it.");
    case KB_QUARANTINE_PART:
      return _("A part is missing or was changed.");
    case KB_QUARANTINE_SEAL:
      return _("Its seal does not open with the key that it is meant for.");
    case KB_QUARANTINE_CONTEXT:
      return _("A sealed part belongs to another complaint.");
    case KB_QUARANTINE_TEXT:
      return _("What was sealed does not have the agreed form.");
    case KB_QUARANTINE_RULE:
      return _("It is against the rules of its kind.");
    case KB_QUARANTINE_AUTHOR_SEQ:
      return _("Its author's number is missing or was used twice.");
    default:
      return _("It could not be checked.");
    }
}

static const KbWord work_fields[] = {
  { KB_WORK_ASSIGNEE, N_("Assigned to") },
  { KB_WORK_IMPORTANCE, N_("Importance") },
  { KB_WORK_CATEGORY, N_("Category") },
  { KB_WORK_SUB, N_("Sub-category") },
  { KB_WORK_TEAM, N_("Team") },
  { KB_WORK_LETTER, N_("Assignment letter no.") },
  { KB_WORK_LETTER_DATE, N_("Date of the assignment letter") },
  { KB_WORK_DISPOSITION, N_("Disposition") },
  { KB_WORK_CLARIFIED, N_("Clarified on") },
  { KB_WORK_EXAMINED, N_("Examined on") },
  { KB_WORK_LHP, N_("Report no.") },
  { KB_WORK_LHP_DATE, N_("Date of the report") },
  { KB_WORK_LOSS, N_("Loss") },
  { KB_WORK_RECOVERED, N_("Recovered") },
  { KB_WORK_FOLLOWUP, N_("Follow-up") },
  { KB_WORK_WAITS, N_("Waiting for") },
  { KB_WORK_TAGS, N_("Tags") },
  { KB_WORK_RELATED, N_("Related cases") },
  { KB_WORK_STATUS, N_("Status") },
  { KB_WORK_SHEET, N_("Review sheet") },
};

/**
 * kb_words_work_field:
 * @field: name of a case's field
 *
 * Returns: what a person calls it; its name where this program does not know it
 */
const char *
kb_words_work_field (const char *field)
{
  return find_word (work_fields, G_N_ELEMENTS (work_fields), field);
}

static char *
day_in_words (const char *date)
{
  g_autoptr(GDateTime) day = g_date_time_new_local (atoi (date), atoi (date + 5), atoi (date + 8),
                                                    12, 0, 0);

  return kb_format_day_long (g_date_time_to_unix (day));
}

/**
 * kb_words_value:
 * @field: name of a case's field
 * @shown: its value, with a name in place of a key
 *
 * Returns: (transfer full): the value in words
 */
char *
kb_words_value (const char *field,
                const char *shown)
{
  if (g_str_equal (field, KB_WORK_IMPORTANCE))
    return g_strdup (*shown != '\0' ? _("Important") : _("Usual"));
  if (*shown == '\0')
    return g_strdup (g_str_equal (field, KB_WORK_ASSIGNEE) ? _("Nobody") : _("Empty"));
  if (g_str_equal (field, KB_WORK_LOSS) || g_str_equal (field, KB_WORK_RECOVERED))
    {
      g_autofree char *count = kb_format_count (g_ascii_strtoull (shown, NULL, 10));

      return g_strconcat ("Rp", count, NULL);
    }
  if (kb_work_is_date (shown))
    return day_in_words (shown);
  if (g_str_equal (field, KB_WORK_STATUS))
    return g_strdup (kb_words_status (shown));
  if (g_str_equal (field, KB_WORK_CATEGORY))
    return g_strdup (kb_words_category (shown));
  if (g_str_equal (field, KB_WORK_SUB))
    return g_strdup (kb_words_group (shown));
  if (g_str_equal (field, KB_WORK_SHEET))
    return g_strdup (kb_words_sheet_group (shown));
  return g_strdup (g_str_equal (field, KB_WORK_WAITS) ? _("Reporter") : shown);
}

/* Translators: in the sentences below the first %s is a person's name. */
static char *
words_set (const char     *author,
           const KbWorkOp *op)
{
  gboolean empty = *op->value == '\0';
  g_autofree char *value = NULL;

  if (g_str_equal (op->field, KB_WORK_ASSIGNEE))
    return empty ? g_strdup_printf (_("%s took the assignment back"), author)
                 : g_strdup_printf (_("%s assigned this case to %s"), author, op->value);
  if (g_str_equal (op->field, KB_WORK_IMPORTANCE))
    return empty ? g_strdup_printf (_("%s marked this case as usual"), author)
                 : g_strdup_printf (_("%s marked this case as important"), author);
  if (g_str_equal (op->field, KB_WORK_WAITS))
    return empty ? g_strdup_printf (_("%s no longer waits for the reporter"), author)
                 : g_strdup_printf (_("%s waits for the reporter"), author);
  value = kb_words_value (op->field, op->value);
  return g_strdup_printf (_("%s set “%s” to “%s”"), author, kb_words_work_field (op->field), value);
}

static char *
words_several (const char     *author,
               const KbWorkOp *op)
{
  gboolean added = op->kind == KB_WORK_ADD;

  if (g_str_equal (op->field, KB_WORK_TAGS))
    return added ? g_strdup_printf (_("%s added the tag “%s”"), author, op->value)
                 : g_strdup_printf (_("%s removed the tag “%s”"), author, op->value);
  if (g_str_equal (op->field, KB_WORK_RELATED))
    return added ? g_strdup_printf (_("%s linked this case with another"), author)
                 : g_strdup_printf (_("%s took back the link with another case"), author);
  return added ? g_strdup_printf (_("%s added “%s” to “%s”"), author, op->value, op->field)
               : g_strdup_printf (_("%s removed “%s” from “%s”"), author, op->value, op->field);
}

static char *
words_did (const char     *author,
           const KbWorkOp *op)
{
  if (g_str_equal (op->field, "export"))
    return g_strdup_printf (_("%s exported this case"), author);
  if (g_str_equal (op->field, "print"))
    return g_strdup_printf (_("%s printed from this case"), author);
  return g_strdup_printf (_("%s recorded “%s”"), author, op->field);
}

/**
 * kb_words_work:
 * @author: who
 * @op: one change, as kb_timeline_item_get_ops() gives it
 *
 * Returns: (transfer full): the change as a sentence; of a note only that there is one
 */
char *
kb_words_work (const char     *author,
               const KbWorkOp *op)
{
  switch (op->kind)
    {
    case KB_WORK_SET:
      return words_set (author, op);
    case KB_WORK_ADD:
    case KB_WORK_REMOVE:
      return words_several (author, op);
    case KB_WORK_MOVE:
      return g_strdup_printf (_("%s moved this case to %s"), author, kb_words_status (op->value));
    case KB_WORK_SAVE_SHEET:
      return g_strdup_printf (_("%s saved the review sheet"), author);
    case KB_WORK_DID:
      return words_did (author, op);
    case KB_WORK_NOTE:
    default:
      return g_strdup_printf (_("Internal note by %s"), author);
    }
}

/**
 * kb_words_channel:
 * @channel: how the complaint came
 *
 * Returns: the channel in words
 */
const char *
kb_words_channel (KbCaseChannel channel)
{
  switch (channel)
    {
    case KB_CHANNEL_PAGE:
      return _("Complaint page");
    case KB_CHANNEL_LETTER:
      return _("Letter");
    case KB_CHANNEL_WALK_IN:
      return _("In person");
    case KB_CHANNEL_PHONE:
      return _("Telephone");
    case KB_CHANNEL_EMAIL:
      return _("E-mail");
    case KB_CHANNEL_OTHER:
    default:
      return _("Another way");
    }
}

/**
 * kb_words_kind_of:
 * @category: (nullable): code
 * @group: (nullable): code
 *
 * Returns: (transfer full): "Korupsi · Pengadaan", as rows and headers show it
 */
char *
kb_words_kind_of (const char *category,
                  const char *group)
{
  const char *first = kb_words_category (category);
  const char *second = kb_words_group (group);

  if (*first == '\0')
    return g_strdup (_("Sealed complaint"));
  if (*second == '\0')
    return g_strdup (first);
  return g_strdup_printf ("%s · %s", first, second);
}
