/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-row-texts.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-text-match.h"
#include "kb-words.h"

static const KbRowSign warn_chip = { "dialog-warning-symbolic", "kb_warn" };
static const KbRowSign soon_chip = { "alarm-symbolic", "kb_warn" };
static const KbRowSign late_chip = { "alarm-symbolic", "kb_late" };

static const struct
{
  KbRowSign   sign;
  const char *words;             /* not translated */
} marks[KB_N_ROW_MARKS] = {
  [KB_ROW_MESSAGE] = { { "mail-unread-symbolic", "kb_info" }, N_("New message from the reporter") },
  [KB_ROW_OBJECTION] = { { "dialog-warning-symbolic", "kb_warn" }, N_("Objection") },
  [KB_ROW_OPENED] = { { "changes-allow-symbolic", "kb_custody" }, N_("Identity opened") },
  [KB_ROW_IMPORTANT] = { { "emblem-important-symbolic", NULL }, N_("Important") },
};

/* What a row knows, read once. */
typedef struct
{
  gboolean  loaded;
  gboolean  unread;
  gboolean  sealed;
  gboolean  has_identity;
  char     *number;
  char     *category;
  char     *group;
  char     *subject;
  char     *unit;
  gint64    received;
  int       quarantine;
  guint     n_quarantined;
  guint     n_openings;
  guint     n_conflicts;
  guint     n_pending;
  guint     n_from_reporter;
  gboolean  objection;
  gboolean  important;
  char     *status;
  int       due;
  int       left;
  gboolean  draft;
} KbRowFacts;

static void
kb_row_facts_clear (KbRowFacts *self)
{
  g_free (self->number);
  g_free (self->category);
  g_free (self->group);
  g_free (self->subject);
  g_free (self->unit);
  g_free (self->status);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbRowFacts, kb_row_facts_clear)

static void
read_row (KbCaseRow  *row,
          KbRowFacts *ret_facts)
{
  g_object_get (row,
                "loaded", &ret_facts->loaded,
                "unread", &ret_facts->unread,
                "sealed", &ret_facts->sealed,
                "has-identity", &ret_facts->has_identity,
                "number", &ret_facts->number,
                "category", &ret_facts->category,
                "group", &ret_facts->group,
                "subject", &ret_facts->subject,
                "unit", &ret_facts->unit,
                "received", &ret_facts->received,
                "quarantine", &ret_facts->quarantine,
                "n-quarantined", &ret_facts->n_quarantined,
                "n-openings", &ret_facts->n_openings,
                "n-conflicts", &ret_facts->n_conflicts,
                "n-pending", &ret_facts->n_pending,
                "n-from-reporter", &ret_facts->n_from_reporter,
                "objection", &ret_facts->objection,
                "important", &ret_facts->important,
                "status", &ret_facts->status,
                "due", &ret_facts->due,
                "left", &ret_facts->left,
                "draft", &ret_facts->draft,
                NULL);
}

/* At most one chip: the worst. */
static const KbRowSign *
get_chip (const KbRowFacts  *facts,
          char             **ret_words)
{
  const KbRowSign *chip = NULL;

  if (facts->quarantine != KB_QUARANTINE_NONE || facts->n_quarantined > 0)
    {
      *ret_words = g_strdup (_("Set aside"));
      return &warn_chip;
    }
  if (facts->n_conflicts > 0)
    {
      *ret_words = g_strdup (_("To be settled"));
      return &warn_chip;
    }
  if (facts->due == KB_CASE_DUE_LATE)
    chip = &late_chip;
  else if (facts->due == KB_CASE_DUE_SOON)
    chip = &soon_chip;
  if (chip != NULL)
    *ret_words = kb_words_due (FALSE, facts->left);
  return chip;
}

/* A clock that asks for nothing yet stands beside the status. */
static char *
get_status (const KbRowFacts *facts)
{
  const char *status = facts->n_pending > 0 ? _("Waiting to be sent")
                                            : kb_words_status (facts->status);
  g_autofree char *due = NULL;

  if (facts->due != KB_CASE_DUE_CALM && facts->due != KB_CASE_DUE_PAUSED)
    return g_strdup (status);
  due = kb_words_due (facts->due == KB_CASE_DUE_PAUSED, facts->left);
  return g_strdup_printf ("%s · %s", status, due);
}

static guint
get_marks (const KbRowFacts *facts)
{
  const gboolean has[KB_N_ROW_MARKS] = {
    [KB_ROW_MESSAGE] = facts->unread && facts->n_from_reporter > 0,
    [KB_ROW_OBJECTION] = facts->objection,
    [KB_ROW_OPENED] = facts->n_openings > 0,
    [KB_ROW_IMPORTANT] = facts->important,
  };
  guint bits = 0;

  for (guint i = 0; i < KB_N_ROW_MARKS; i++)
    bits |= has[i] ? 1u << i : 0;
  return bits;
}

static const char *
get_sealed_words (const KbRowFacts *facts)
{
  return facts->has_identity ? _("With sealed identity") : _("Without identity");
}

/* Where the story cannot be read, all that tells two cases apart is the number. */
static char *
get_kind (const KbRowFacts *facts)
{
  if (facts->sealed)
    return g_strdup (facts->number);
  return kb_words_kind_of (facts->category, facts->group);
}

static gboolean
is_found (const char *text,
          const char *query)
{
  g_autoptr (GArray) spans = NULL;

  if (query == NULL || *query == '\0')
    return FALSE;
  spans = kb_text_match_spans (text, query);
  return spans->len > 0;
}

static char *
get_meta (const KbRowFacts *facts)
{
  if (facts->sealed)
    return g_strdup (get_sealed_words (facts));
  if (facts->unit == NULL || *facts->unit == '\0')
    return g_strdup (facts->number);
  return g_strdup_printf ("%s  %s", facts->number, facts->unit);
}

static char *
get_date (const KbRowFacts *facts)
{
  g_autofree char *day = kb_format_day (facts->received, g_get_real_time () / G_USEC_PER_SEC);

  return facts->draft ? g_strdup_printf ("%s · %s", _("Draft"), day) : g_steal_pointer (&day);
}

static char *
get_sentence (const KbCaseRowTexts *self,
              const KbRowFacts     *facts)
{
  g_autofree char *day = kb_format_day (facts->received, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *kind = get_kind (facts);
  GString *sentence = g_string_new (NULL);

  if (facts->unread)
    g_string_append_printf (sentence, "%s. ", _("Unread"));
  g_string_append_printf (sentence, "%s. ", kind);
  if (!g_str_equal (self->title, kind))
    g_string_append_printf (sentence, "%s. ", self->title);
  if (!facts->sealed)
    {
      /* Translators: %s is the number of a case, KB-2026-0412. */
      g_string_append_printf (sentence, _("Number %s"), facts->number);
      g_string_append (sentence, ". ");
    }
  if (facts->sealed)
    g_string_append_printf (sentence, "%s. ", get_sealed_words (facts));
  else if (facts->unit != NULL && *facts->unit != '\0')
    g_string_append_printf (sentence, "%s. ", facts->unit);
  g_string_append_printf (sentence, "%s. %s.", day, self->status);
  if (self->chip != NULL)
    g_string_append_printf (sentence, " %s.", self->chip);
  for (guint i = 0; i < KB_N_ROW_MARKS; i++)
    if ((self->marks & 1u << i) != 0)
      g_string_append_printf (sentence, " %s.", _(marks[i].words));
  if (facts->draft)
    g_string_append_printf (sentence, " %s.", _("Draft"));
  return g_string_free (sentence, FALSE);
}

/**
 * kb_case_row_texts_read:
 * @self: zeroed
 * @row: a case
 * @query: (nullable): what is searched for
 *
 * Returns: whether the row is loaded; else nothing is set
 */
gboolean
kb_case_row_texts_read (KbCaseRowTexts *self,
                        KbCaseRow      *row,
                        const char     *query)
{
  g_auto (KbRowFacts) facts = { 0 };

  read_row (row, &facts);
  if (!facts.loaded)
    return FALSE;
  self->unread = facts.unread;
  if (is_found (facts.subject, query))
    self->title = kb_line_for_display (facts.subject);
  else
    self->title = get_kind (&facts);
  self->date = get_date (&facts);
  self->meta = get_meta (&facts);
  self->status = get_status (&facts);
  self->chip_sign = get_chip (&facts, &self->chip);
  self->marks = get_marks (&facts);
  self->sentence = get_sentence (self, &facts);
  return TRUE;
}

void
kb_case_row_texts_clear (KbCaseRowTexts *self)
{
  g_free (self->title);
  g_free (self->date);
  g_free (self->meta);
  g_free (self->status);
  g_free (self->chip);
  g_free (self->sentence);
}

/**
 * kb_case_row_mark:
 * @mark: KB_ROW_…
 *
 * Returns: (transfer none): how it is drawn
 */
const KbRowSign *
kb_case_row_mark (guint mark)
{
  return &marks[mark].sign;
}
