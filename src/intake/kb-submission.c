/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-handlers.h"

#include "kb-body.h"
#include "kb-bytes.h"

#define ENTRY_TYPE "application/vnd.kumbang.entry"

/* A body that can't be read is told from one that breaks a rule. */
static gboolean
body_is_readable (const KbEntry *entry)
{
  KbIdentityUseBody use;
  guint8 mailbox[KB_HASH_SIZE];
  gboolean has_mailbox;

  if (kb_entry_get_header (entry)->kind == KB_KIND_COMPLAINT)
    return kb_body_read_complaint (entry, &has_mailbox, mailbox, NULL);
  if (kb_entry_get_header (entry)->kind == KB_KIND_IDENTITY_USE)
    return kb_body_read_identity_use (entry, &use, NULL);

  return TRUE;
}

static KbRefusal
check (KbEntry *entry)
{
  g_autoptr(GError) error = NULL;
  KbRefusal refusal;

  if (!kb_kind_is_known (kb_entry_get_header (entry)->kind))
    return KB_REFUSAL_WRONG_KIND;
  if (!kb_entry_is_complete (entry))
    return KB_REFUSAL_BAD_PART;
  if (kb_entry_check_rules (entry, &error))
    return KB_REFUSAL_NONE;

  refusal = kb_refusal_from_entry (error);

  return refusal == KB_REFUSAL_BAD_RULE && !body_is_readable (entry) ? KB_REFUSAL_BAD_BODY
                                                                     : refusal;
}

/**
 * kb_submission_read:
 * @ret_entry: (out): the entry, set only when there is nothing to refuse
 *
 * Reads the body as an entry and checks what is cheap and needs no state: form,
 * sizes, the rules of its kind. Hashes and signature are the writer's, on a
 * thread that reporters don't wait behind.
 */
KbRefusal
kb_submission_read (KbRequest  *request,
                    KbEntry   **ret_entry)
{
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  KbRefusal refusal;

  if (!kb_request_is_type (request, ENTRY_TYPE))
    return KB_REFUSAL_WRONG_TYPE;
  entry = kb_entry_decode (request->body, request->size, &error);
  if (entry == NULL)
    return kb_refusal_from_entry (error);
  refusal = check (entry);
  if (refusal == KB_REFUSAL_NONE)
    *ret_entry = g_steal_pointer (&entry);

  return refusal;
}

/**
 * kb_submission_done_cb:
 * @data: the #KbRequest, held
 *
 * Answers a submission once it is on the disk, or was refused.
 */
void
kb_submission_done_cb (KbJournalJob *job,
                       gpointer      data)
{
  const KbHeader *header = kb_entry_get_header (job->entry);
  KbRequest *request = data;
  g_autofree char *id = NULL;

  if (job->refusal != KB_REFUSAL_NONE)
    kb_request_refuse (request, job->refusal);
  else
    {
      id = kb_hex_encode (kb_entry_get_id (job->entry), KB_HASH_SIZE);
      if (header->kind == KB_KIND_COMPLAINT || kb_header_is_reporters_message (header))
        kb_request_answer_json (request, SOUP_STATUS_CREATED,
                                g_strdup_printf ("{\"id\": \"%s\"}", id));
      else
        kb_request_answer_json (request, SOUP_STATUS_CREATED,
                                g_strdup_printf ("{\"id\": \"%s\", \"seq\": %" G_GUINT64_FORMAT "}",
                                                 id, job->seq));
    }
  kb_request_release (request);
}

/**
 * kb_submission_push:
 * @job: (transfer full):
 *
 * Hands a checked entry to the writer; its callback releases @request.
 */
void
kb_submission_push (KbServer     *server,
                    KbRequest    *request,
                    KbJournalJob *job)
{
  kb_request_hold (request);
  kb_journal_writer_push (server->writer, job);
}
