/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-visit.h"

#include "kb-age-open.h"
#include "kb-answer.h"
#include "kb-bytes.h"
#include "kb-frame.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-sync-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* The part of a message, where it is of this entry. */
static JsonObject *
open_message (KbVisit       *visit,
              const KbEntry *entry)
{
  GBytes *part = kb_entry_get_part (entry, KB_ROLE_MESSAGE, NULL);
  guint8 context[KB_HASH_SIZE], stated[KB_HASH_SIZE];
  g_autoptr(GBytes) plain = NULL;
  g_autoptr(JsonObject) members = NULL;

  if (part != NULL)
    plain = kb_age_open (g_bytes_get_data (part, NULL), g_bytes_get_size (part), &visit->age, 1,
                         KB_LIMIT_STORY, NULL);
  if (plain != NULL)
    members = kb_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                             KB_LIMIT_STORY, NULL);
  kb_header_get_context (kb_entry_get_header (entry), context);
  if (members == NULL || !kb_json_hex (members, "context", stated, sizeof stated, NULL) ||
      memcmp (context, stated, sizeof context) != 0)
    return NULL;

  return g_steal_pointer (&members);
}

static void
add_line (KbVisit       *visit,
          const KbFrame *frame,
          const char    *by,
          JsonObject    *said)
{
  JsonObject *line = json_object_new ();

  json_object_set_int_member (line, "hour", (gint64) frame->place.hour * 3600);
  json_object_set_string_member (line, "by", by);
  json_object_set_string_member (line, "kind", kb_json_string_or (said, "kind", ""));
  json_object_set_string_member (line, "text", kb_json_string_or (said, "text", ""));
  if (kb_json_bool_or (said, "asks", FALSE))
    json_object_set_boolean_member (line, "asks", TRUE);
  g_ptr_array_add (visit->lines, line);
}

/* Of two cards the one with the higher counter, of equal counters the later one. */
static void
take_card (KbVisit    *visit,
           JsonObject *card,
           guint64     counter)
{
  gint64 before = 0, as_of = 0;

  kb_json_int (card, "as_of", &as_of, NULL);
  if (visit->card != NULL)
    kb_json_int (visit->card, "as_of", &before, NULL);
  if (visit->card != NULL && (counter < visit->card_counter ||
                              (counter == visit->card_counter && as_of <= before)))
    return;
  g_clear_pointer (&visit->card, json_object_unref);
  visit->card = json_object_ref (card);
  visit->card_counter = counter;
}

static gboolean
take_answer (KbVisit       *visit,
             const KbFrame *frame,
             JsonObject    *members)
{
  g_autoptr(JsonObject) content = NULL;
  guint64 counter;

  content = kb_answer_open (kb_signing_key_get_public (visit->reporter->sign),
                            kb_secret_get_data (visit->reporter->answer), members, &counter);
  if (content == NULL)
    return FALSE;
  if (g_str_equal (kb_json_string_or (content, "kind", ""), "card"))
    take_card (visit, content, counter);
  else
    add_line (visit, frame, "office", content);

  return TRUE;
}

/* Returns whether it is what it claims to be. */
static gboolean
take_entry (KbVisit       *visit,
            const KbFrame *frame)
{
  const KbHeader *header = kb_entry_get_header (frame->entry);
  gboolean own = memcmp (header->author, kb_signing_key_get_public (visit->reporter->sign),
                         KB_SIGN_PUBLIC_SIZE) == 0;
  g_autoptr(JsonObject) members = NULL;

  /* Of the complaint nothing but the header is of use here: its story is withheld. */
  if (!kb_entry_verify_signature (frame->entry, NULL) ||
      (header->kind != KB_KIND_COMPLAINT && !kb_entry_verify_parts (frame->entry, NULL)))
    return FALSE;
  if (own && header->author_seq > visit->last_seq)
    {
      visit->last_seq = header->author_seq;
      memcpy (visit->last_id, kb_entry_get_id (frame->entry), KB_HASH_SIZE);
    }
  if (own && header->kind == KB_KIND_COMPLAINT && visit->complaint == NULL)
    {
      visit->complaint = kb_entry_ref (frame->entry);
      return TRUE;
    }
  members = header->kind == KB_KIND_MESSAGE ? open_message (visit, frame->entry) : NULL;
  if (members == NULL)
    return FALSE;
  if (!own)
    return take_answer (visit, frame, members);
  add_line (visit, frame, "reporter", members);

  return TRUE;
}

static gboolean
take_frames (KbVisit  *visit,
             GBytes   *frames,
             GError  **error)
{
  KbReader reader;

  kb_reader_init (&reader, g_bytes_get_data (frames, NULL), g_bytes_get_size (frames));
  while (kb_reader_remaining (&reader) > 0)
    {
      guint32 size = kb_reader_u32 (&reader);
      const guint8 *data = kb_reader_bytes (&reader, size);
      g_auto(KbFrame) frame = { 0 };

      if (data == NULL || !kb_frame_decode (data, size, &frame, NULL) ||
          frame.type != KB_FRAME_MAIL)
        break;
      if (frame.entry == NULL || !take_entry (visit, &frame))
        visit->n_set_aside++;
    }
  if (visit->complaint != NULL && kb_reader_finish (&reader))
    return TRUE;
  g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                       _("The server's answer was not in the agreed form"));

  return FALSE;
}

/**
 * kb_visit_new:
 * @endpoint: as a stranger reaches it
 * @reporter: (transfer none): borrowed, must outlive the visit
 * @error: %KB_SYNC_ERROR_NOT_FOUND where nobody filed with these words, or as of any request
 *
 * Blocks.
 *
 * Returns: (transfer full): what the reporter finds on coming back
 */
KbVisit *
kb_visit_new (KbEndpoint    *endpoint,
              KbReporter    *reporter,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(KbVisit) self = g_new0 (KbVisit, 1);
  g_autoptr(GBytes) frames = NULL;

  self->reporter = reporter;
  self->age = kb_age_identity_new_x25519 (reporter->age);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  frames = kb_endpoint_open_mailbox (endpoint, reporter->mailbox, cancellable, error);
  if (frames == NULL || !take_frames (self, frames, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
kb_visit_free (KbVisit *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->age, kb_age_identity_unref);
  g_clear_pointer (&self->complaint, kb_entry_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->card, json_object_unref);
  g_free (self);
}

/**
 * kb_visit_compose:
 * @profile: in force
 * @kind: "message" or "objection"
 *
 * Sealed to the recipient that the newest card names, without one to the profile's.
 *
 * Returns: (transfer full): the reporter's next entry, or %NULL with an error
 */
KbEntry *
kb_visit_compose (KbVisit          *visit,
                  const KbProfile  *profile,
                  const char       *kind,
                  const char       *text,
                  GError          **error)
{
  const KbHeader *header = kb_entry_get_header (visit->complaint);
  const KbProfileRecipient *usual =
    kb_profile_find_recipient (profile, kb_stream_to_string (header->stream));
  JsonArray *named = visit->card != NULL ? kb_json_array (visit->card, "recipients", NULL) : NULL;
  const char *audience = usual != NULL ? usual->audience : "";
  const char *recipient = usual != NULL ? usual->recipient : "";
  gint64 epoch = usual != NULL ? usual->epoch : 0;

  if (named != NULL && json_array_get_length (named) > 0)
    {
      JsonNode *node = json_array_get_element (named, 0);
      JsonObject *first = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (first == NULL || (audience = kb_json_string (first, "audience", error)) == NULL ||
          (recipient = kb_json_string (first, "recipient", error)) == NULL ||
          !kb_json_int (first, "epoch", &epoch, error))
        return NULL;
    }

  return kb_compose_reporter_message (visit->reporter, header, visit->last_seq, visit->last_id,
                                      profile->hash, audience, (guint32) epoch, recipient,
                                      kind, text, g_get_real_time () / G_USEC_PER_SEC, error);
}
