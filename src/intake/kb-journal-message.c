/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal's state says of a reporter's message; in the writer's thread. */
#include "config.h"

#include "kb-journal-writer-private.h"

#include <string.h>

/**
 * kb_journal_judge_reporter:
 * @header: of a reporter's message
 * @ret_refusal: (out): untouched where the author filed the complaint of that
 *   case in that stream; else one that says no more than that
 *
 * Returns: %FALSE only when the storage failed
 */
gboolean
kb_journal_judge_reporter (KbJournalWriter  *self,
                           const KbHeader   *header,
                           KbRefusal        *ret_refusal,
                           GError          **error)
{
  KbStoredPlace complaint;

  if (!kb_storage_find_complaint (self->storage, header->case_id, &complaint, error))
    return FALSE;
  if (complaint.stream != header->stream ||
      memcmp (complaint.author, header->author, sizeof complaint.author) != 0)
    *ret_refusal = KB_REFUSAL_NO_MAILBOX;

  return TRUE;
}

static gboolean
take_hour_cb (const KbPlace *place,
              gconstpointer  frame,
              gsize          size,
              gpointer       data)
{
  *(guint64 *) data = place->hour;

  return FALSE;
}

/* The page seals to what the newest card names, and a card comes when a desktop
 * writes it: a rotation must not lock reporters out. An exclusion is about who
 * may not read on, so that nothing but the case's own key is taken from then. */
static gboolean
judge_epoch (KbJournalWriter  *self,
             const KbHeader   *header,
             KbRefusal        *ret_refusal,
             GError          **error)
{
  const KbRoster *roster = kb_standing_get_roster (self->standing);
  char audience[KB_LIMIT_AUDIENCE + 1];
  guint64 since, hour = 0;

  kb_roster_get_case_audience (roster, header->stream, header->case_id, audience);
  if (kb_roster_find_grant (roster, header->audience, header->epoch) == NULL)
    *ret_refusal = KB_REFUSAL_UNKNOWN_AUDIENCE;
  else if (!g_str_equal (header->audience, audience))
    *ret_refusal = KB_REFUSAL_STALE_EPOCH;
  if (*ret_refusal != KB_REFUSAL_NONE)
    return TRUE;

  since = kb_roster_get_epoch_since (roster, header->audience, header->epoch + 1);
  if (since == 0)
    return TRUE;
  if (!kb_storage_each (self->storage, KB_STREAM_ROSTER, since - 1, 1, take_hour_cb, &hour, error))
    return FALSE;
  if (kb_clock_hour (&self->clock) > hour + KB_LIMIT_OLD_EPOCH_HOURS)
    *ret_refusal = KB_REFUSAL_STALE_EPOCH;

  return TRUE;
}

/**
 * kb_journal_judge_message:
 * @header: of a message whose author and number are right
 * @ret_refusal: (out): untouched where there is nothing to refuse
 *
 * Returns: %FALSE only when the storage failed
 */
gboolean
kb_journal_judge_message (KbJournalWriter  *self,
                          const KbHeader   *header,
                          KbRefusal        *ret_refusal,
                          GError          **error)
{
  if (header->author_seq > 1 + KB_LIMIT_REPORTER_MESSAGES)
    {
      *ret_refusal = KB_REFUSAL_MESSAGES_FULL;
      return TRUE;
    }

  return judge_epoch (self, header, ret_refusal, error);
}
