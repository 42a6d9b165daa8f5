/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The entries of a case on paper: told, and as evidence. */
#include "config.h"

#include "kb-paper-private.h"

#include <glib/gi18n.h>

#include "kb-bytes.h"
#include "kb-format.h"
#include "kb-words.h"

static const char *
word_of_part (guint8 role)
{
  switch ((KbPartRole) role)
    {
    case KB_ROLE_BODY:
      return _("Record");
    case KB_ROLE_STORY:
      return _("Story");
    case KB_ROLE_CONTACT:
      return _("Contact (sealed)");
    case KB_ROLE_CIVIL:
      return _("Identity (sealed)");
    case KB_ROLE_KTP:
      return _("Identity card (sealed)");
    case KB_ROLE_CUSTODY:
      return _("Custodian’s record");
    case KB_ROLE_MESSAGE:
      return _("Message");
    case KB_ROLE_WORK:
      return _("Case work");
    case KB_ROLE_KEY:
    default:
      return _("Other part");
    }
}

static char *
tell (KbTimelineItem  *item,
      char           **ret_who)
{
  g_autofree char *what = NULL, *who = NULL, *why = NULL, *author = NULL;
  g_autoptr (GString) told = g_string_new (NULL);

  g_object_get (item, "author-name", &author, NULL);
  kb_words_item (item, &what, &who, &why);
  g_string_append (told, what);
  if (why != NULL && *why != '\0')
    g_string_append_printf (told, "\n%s", why);
  *ret_who = who != NULL ? g_steal_pointer (&who) : g_steal_pointer (&author);

  return g_string_free (g_steal_pointer (&told), FALSE);
}

/*< private >
 * kb_paper_add_timeline:
 */
void
kb_paper_add_timeline (KbPages *pages,
                       KbCase  *kase)
{
  const KbColumn columns[] = {
    { _("When"), 0.2, KB_TEXT_SMALL, FALSE },
    { _("Who"), 0.22, KB_TEXT_SMALL, FALSE },
    { _("What"), 0.58, KB_TEXT_SMALL, FALSE },
  };
  GListModel *timeline = kb_case_get_timeline (kase);

  kb_pages_add_heading (pages, 1, _("Timeline"));
  kb_pages_add_table (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr (KbTimelineItem) item = g_list_model_get_item (timeline, i);
      g_autofree char *who = NULL;
      g_autofree char *what = tell (item, &who);
      g_autofree char *when = NULL;
      gboolean pending;
      gint64 hour;

      g_object_get (item, "hour", &hour, "pending", &pending, NULL);
      when = pending ? g_strdup (_("Waiting to be sent")) : kb_format_hour_wib (hour);
      kb_pages_add_row (pages, (const char *const[]) { when, who, what });
    }
  kb_pages_add_text (pages, KB_TEXT_SMALL,
                     _("Times are those of the server, to the hour, in WIB (UTC+7)."));
}

static void
add_entry (KbPages        *pages,
           KbTimelineItem *item)
{
  const GArray *parts = kb_timeline_item_get_parts (item);
  g_autofree char *id = kb_hex_encode (kb_timeline_item_get_id (item), KB_HASH_SIZE);
  g_autofree char *number = NULL;
  guint64 seq;

  g_object_get (item, "seq", &seq, NULL);
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, seq);
  kb_pages_add_row (pages, (const char *const[]) { number, _("Entry"), "", id });
  for (guint i = 0; i < parts->len; i++)
    {
      const KbPartDigest *part = &g_array_index (parts, KbPartDigest, i);
      g_autofree char *length = kb_format_count (part->length);
      g_autofree char *hash = kb_hex_encode (part->hash, KB_HASH_SIZE);

      kb_pages_add_row (pages, (const char *const[]) { "", word_of_part (part->role), length,
                                                       hash });
    }
}

static void
add_fingerprint (KbPages       *pages,
                 const KbChain *head)
{
  g_autofree char *seq = kb_format_count (head->seq);
  g_autofree char *hour = kb_format_hour_wib ((gint64) head->hour * 3600);
  g_autofree char *link = kb_hex_encode (head->link, KB_HASH_SIZE);

  kb_pages_add_heading (pages, 1, _("Journal fingerprint"));
  kb_pages_add_pair (pages, _("Journal"), head->stream == KB_STREAM_LEADERSHIP
                                          ? _("Leadership") : _("Case team"));
  kb_pages_add_pair (pages, _("Entries"), seq);
  kb_pages_add_pair (pages, _("Last entry"), hour);
  kb_pages_add_text (pages, KB_TEXT_FIXED, link);
  kb_pages_add_text (pages, KB_TEXT_SMALL,
                     _("The fingerprint binds every entry up to there: whoever compares it with "
                       "another computer’s knows that both hold the same journal."));
}

/*< private >
 * kb_paper_add_evidence:
 */
void
kb_paper_add_evidence (KbPages       *pages,
                       KbCase        *kase,
                       const KbChain *head)
{
  const KbColumn columns[] = {
    { _("No."), 0.09, KB_TEXT_SMALL, TRUE },
    { _("Part"), 0.2, KB_TEXT_SMALL, FALSE },
    { _("Bytes"), 0.11, KB_TEXT_SMALL, TRUE },
    { "SHA-256", 0.65, KB_TEXT_FIXED, FALSE },
  };
  GListModel *timeline = kb_case_get_timeline (kase);

  kb_pages_add_heading (pages, 1, _("Evidence list"));
  kb_pages_add_text (pages, KB_TEXT_SMALL,
                     _("SHA-256 of each part as it lies sealed in the journal. It can be compared "
                       "without opening anything."));
  kb_pages_add_table (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr (KbTimelineItem) item = g_list_model_get_item (timeline, i);
      gboolean pending;

      /* What waits to be sent may yet be sealed anew. */
      g_object_get (item, "pending", &pending, NULL);
      if (!pending)
        add_entry (pages, item);
    }
  if (head != NULL && head->seq > 0)
    add_fingerprint (pages, head);
}
