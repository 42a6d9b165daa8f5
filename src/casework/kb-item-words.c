/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-words.h"

#include <glib/gi18n.h>

/* One entry of a case in sentences: on the timeline, and in a case file. */

typedef struct
{
  int       kind;
  int       quarantine;
  guint     minutes;
  gboolean  identity;            /* an opening that counts */
  gboolean  asks;
  gboolean  pending;
  int       channel;
  char     *message;            /* its kind, or NULL */
  char     *text;
  char     *author;
  char     *role;
  char     *letter;
  char     *reason;
  char    **fields;
  GPtrArray *ops;               /* of KbWorkOp, borrowed; NULL: none */
} KbItemTexts;

static void
kb_item_texts_clear (KbItemTexts *self)
{
  g_free (self->author);
  g_free (self->role);
  g_free (self->message);
  g_free (self->text);
  g_free (self->letter);
  g_free (self->reason);
  g_strfreev (self->fields);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbItemTexts, kb_item_texts_clear)

static void
read_item (KbTimelineItem *item,
           KbItemTexts    *ret_texts)
{
  g_object_get (item,
                "kind", &ret_texts->kind,
                "quarantine", &ret_texts->quarantine,
                "minutes", &ret_texts->minutes,
                "author-name", &ret_texts->author,
                "author-role", &ret_texts->role,
                "letter", &ret_texts->letter,
                "reason", &ret_texts->reason,
                "fields", &ret_texts->fields,
                "asks", &ret_texts->asks,
                "pending", &ret_texts->pending,
                "channel", &ret_texts->channel,
                "message-kind", &ret_texts->message,
                "text", &ret_texts->text,
                NULL);
  ret_texts->ops = kb_timeline_item_get_ops (item);
  ret_texts->identity = ret_texts->kind == KB_KIND_IDENTITY_USE &&
                        ret_texts->quarantine == KB_QUARANTINE_NONE;
}

static char *
join_fields (char **fields)
{
  GString *joined = g_string_new (NULL);

  for (; fields != NULL && *fields != NULL; fields++)
    {
      g_autofree char *word = g_utf8_strdown (kb_words_field (*fields), -1);

      g_string_append_printf (joined, "%s%s", joined->len > 0 ? ", " : "",
                              g_str_equal (*fields, "nik") ? "NIK" : word);
    }
  return g_string_free (joined, FALSE);
}

static const char *
get_author (const KbItemTexts *texts)
{
  if (texts->author != NULL && *texts->author != '\0')
    return texts->author;
  return g_strcmp0 (texts->role, "reporter") == 0 ? _("Reporter") : _("Unknown person");
}

static gboolean
is_by_reporter (const KbItemTexts *texts)
{
  return g_strcmp0 (texts->role, "reporter") == 0;
}

static const char *
get_message (const KbItemTexts *texts)
{
  if (texts->message == NULL)
    return _("Message");
  if (g_str_equal (texts->message, "objection"))
    return _("Objection of the reporter");
  if (is_by_reporter (texts))
    return _("Message of the reporter");
  if (g_str_equal (texts->message, "card"))
    return _("Status told to the reporter");
  return texts->asks ? _("Question to the reporter") : _("Message to the reporter");
}

/* One sentence for each change. */
static char *
get_work (const KbItemTexts *texts)
{
  GString *sentences = g_string_new (NULL);

  for (guint i = 0; i < texts->ops->len; i++)
    {
      g_autofree char *sentence = kb_words_work (get_author (texts), texts->ops->pdata[i]);

      g_string_append_printf (sentences, "%s%s", i > 0 ? "\n" : "", sentence);
    }
  return g_string_free (sentences, FALSE);
}

/* The notes among the changes, why a case was moved, what a record says. */
static char *
get_notes (const KbItemTexts *texts)
{
  GString *notes = g_string_new (NULL);

  for (guint i = 0; i < texts->ops->len; i++)
    {
      const KbWorkOp *op = texts->ops->pdata[i];
      const char *text = op->kind == KB_WORK_NOTE || op->kind == KB_WORK_DID ? op->value
                                                                             : op->reason;

      if (text != NULL && *text != '\0')
        g_string_append_printf (notes, "%s%s", notes->len > 0 ? "\n" : "", text);
    }
  return g_string_free (notes, notes->len == 0);
}

static char *
get_what (const KbItemTexts *texts)
{
  g_autofree char *fields = NULL;

  if (texts->quarantine != KB_QUARANTINE_NONE)
    return g_strdup (_("Entry set aside"));
  switch (texts->kind)
    {
    case KB_KIND_COMPLAINT:
      return g_strdup (_("Complaint received"));
    case KB_KIND_MESSAGE:
      return g_strdup (get_message (texts));
    case KB_KIND_WORK:
      return texts->ops != NULL ? get_work (texts) : g_strdup (_("Case work"));
    case KB_KIND_WIDENING:
      return g_strdup (_("Opened to the case team"));
    case KB_KIND_EXPUNGE:
      return g_strdup (_("Content erased"));
    case KB_KIND_IDENTITY_USE:
      fields = join_fields (texts->fields);
      if (*fields == '\0')
        return g_strdup (_("Identity opened"));
      /* Translators: %s are names of fields, "name, telephone". */
      return g_strdup_printf (_("Identity opened: %s"), fields);
    default:
      return g_strdup (_("Entry of a newer Kumbang"));
    }
}

static char *
get_who (const KbItemTexts *texts)
{
  const char *author = get_author (texts);

  if (texts->ops != NULL)
    return NULL;                 /* the sentence says it */
  if (texts->identity && texts->letter != NULL && *texts->letter != '\0')
    /* Translators: who, the number of an assignment letter, for how many minutes. */
    return g_strdup_printf (ngettext ("%s · letter %s · %u minute", "%s · letter %s · %u minutes",
                                      texts->minutes),
                            author, texts->letter, texts->minutes);
  if (texts->kind == KB_KIND_COMPLAINT && texts->channel != KB_CHANNEL_PAGE)
    /* Translators: "Reporter", and by which way the complaint came: "Letter". */
    return g_strdup_printf (_("%s · %s"), author,
                            kb_words_channel ((KbCaseChannel) texts->channel));
  if (texts->kind == KB_KIND_COMPLAINT)
    /* Translators: %s is "Reporter". */
    return g_strdup_printf (_("%s · by the page"), author);
  if (texts->kind == KB_KIND_MESSAGE && !is_by_reporter (texts) && !texts->pending)
    /* Translators: %s is a person. Never that it was read: nobody here knows. */
    return g_strdup_printf (_("%s · delivered to the page"), author);
  return g_strdup (author);
}

static char *
get_why (const KbItemTexts *texts)
{
  if (texts->quarantine != KB_QUARANTINE_NONE)
    return g_strdup (kb_words_quarantine (texts->quarantine));
  if (texts->identity && texts->reason != NULL && *texts->reason != '\0')
    /* Translators: %s is why an identity was opened, as typed. */
    return g_strdup_printf (_("Reason: %s"), texts->reason);
  if (texts->ops != NULL)
    return get_notes (texts);
  if (texts->kind == KB_KIND_MESSAGE && texts->text != NULL && *texts->text != '\0')
    return g_strdup (texts->text);
  return NULL;
}

/**
 * kb_words_item:
 * @item: an entry of a case
 * @ret_what: (out): what happened; a sentence for each change
 * @ret_who: (out) (nullable): by whom, where @ret_what does not say it
 * @ret_why: (out) (nullable): the reason, or the notes among the changes
 */
void
kb_words_item (KbTimelineItem  *item,
               char           **ret_what,
               char           **ret_who,
               char           **ret_why)
{
  g_auto (KbItemTexts) texts = { 0 };

  read_item (item, &texts);
  *ret_what = get_what (&texts);
  *ret_who = get_who (&texts);
  *ret_why = get_why (&texts);
}
