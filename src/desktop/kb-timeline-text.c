/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-timeline-text.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-words.h"

static const char *
get_role (const char *role)
{
  if (g_strcmp0 (role, "supervisor") == 0)
    return _("supervisor");
  if (g_strcmp0 (role, "custodian") == 0)
    return _("custodian");
  return g_strcmp0 (role, "reporter") == 0 ? _("reporter") : _("officer");
}

static char *
dup_author (KbTimelineItem *item)
{
  g_autofree char *name = NULL;
  g_autofree char *role = NULL;

  g_object_get (item, "author-name", &name, "author-role", &role, NULL);
  if (name == NULL || *name == '\0')
    return g_strdup (g_strcmp0 (role, "reporter") == 0 ? _("Reporter") : _("Unknown person"));
  /* Translators: a person and the person's role. */
  return g_strdup_printf (_("%s (%s)"), name, get_role (role));
}

/* Where anybody with the journal finds it again. */
static char *
dup_place (KbCase         *kase,
           KbTimelineItem *item)
{
  gboolean leadership = kb_case_get_state (kase)->stream == KB_STREAM_LEADERSHIP;
  gboolean pending = FALSE;
  gboolean signed_well = FALSE;
  guint64 seq = 0;
  g_autofree char *link = NULL;
  g_autofree char *number = NULL;

  g_object_get (item, "pending", &pending, "seq", &seq, "link", &link, "signature-ok",
                &signed_well, NULL);
  if (pending)
    return g_strdup (_("Waiting to be sent; not in the journal yet"));
  number = kb_format_count (seq);
  /* Translators: which journal, the entry's number in it, a row of digits, what is known of the
   * signature. */
  return g_strdup_printf (_("%s, entry %s, fingerprint %s; %s"),
                          leadership ? _("Journal of the leadership") : _("Journal of cases"),
                          number, link,
                          signed_well ? _("signed by its author") : _("signature does not fit"));
}

char *
kb_timeline_text_item (KbCase         *kase,
                       KbTimelineItem *item)
{
  gint64 hour = 0;
  g_autofree char *what = NULL;
  g_autofree char *who = NULL;
  g_autofree char *why = NULL;
  g_autofree char *author = dup_author (item);
  g_autofree char *place = dup_place (kase, item);
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;

  g_object_get (item, "hour", &hour, NULL);
  kb_words_item (item, &what, &who, &why);
  day = kb_format_day_long (hour);
  clock = kb_format_time (hour);
  return g_strdup_printf ("%s %s · %s\n%s%s%s\n%s", day, clock, author, what,
                          why != NULL ? "\n" : "", why != NULL ? why : "", place);
}

char *
kb_timeline_text_case (KbCase *kase)
{
  GListModel *timeline = kb_case_get_timeline (kase);
  GString *text = g_string_new (NULL);
  g_autofree char *number = NULL;

  g_object_get (kase, "number", &number, NULL);
  g_string_append_printf (text, "%s · %s\n", number, _("Timeline"));
  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr (KbTimelineItem) item = g_list_model_get_item (timeline, i);
      g_autofree char *entry = kb_timeline_text_item (kase, item);

      g_string_append_printf (text, "\n%s\n", entry);
    }
  return g_string_free (text, FALSE);
}
