/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-state.h"

#include "kb-bytes.h"
#include "kb-case-progress.h"
#include "kb-work-forms.h"

#include <string.h>

#define STATE_VERSION 3         /* 1: before there was work; 2: before statuses and messages */
#define STREAM_VERSION 1
#define TEXT_LIMIT 1024u        /* bytes of one text; 120 characters are at most 480 */

/* Bits of the flags byte. */
enum
{
  FLAG_CONTACT = 1 << 0,
  FLAG_CIVIL = 1 << 1,
  FLAG_BY_SERVER = 1 << 2,
  FLAG_CANARY = 1 << 3,
  FLAG_SEALED = 1 << 4,
  FLAG_OLD_KEY = 1 << 5,
  FLAG_WIDENED = 1 << 6,
  FLAGS_KNOWN = (1 << 7) - 1,
  FLAGS_VERSION_1 = (1 << 5) - 1,
};

/* Bits of the flags of progress. */
enum
{
  FLAG_OBJECTION = 1 << 0,
  FLAG_MAILBOX = 1 << 1,
  FLAGS_PROGRESS = (1 << 2) - 1,
};

/**
 * kb_case_state_new:
 *
 * Returns: (transfer full): a state with empty texts
 */
KbCaseState *
kb_case_state_new (void)
{
  KbCaseState *self = g_new0 (KbCaseState, 1);

  self->status = kb_workflow_get_start ();
  self->category = g_strdup ("");
  self->group = g_strdup ("");
  self->subject = g_strdup ("");
  self->unit = g_strdup ("");
  self->alias = g_strdup ("");

  return self;
}

/**
 * kb_case_state_copy:
 * @self: a state
 *
 * Returns: (transfer full): a state of its own
 */
KbCaseState *
kb_case_state_copy (const KbCaseState *self)
{
  KbCaseState *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->fields = kb_case_fields_copy (self->fields);
  copy->milestones = self->milestones != NULL ? g_array_copy (self->milestones) : NULL;
  copy->assignee_name = g_strdup (self->assignee_name);
  copy->category = g_strdup (self->category);
  copy->group = g_strdup (self->group);
  copy->subject = g_strdup (self->subject);
  copy->unit = g_strdup (self->unit);
  copy->alias = g_strdup (self->alias);

  return copy;
}

/**
 * kb_case_state_free:
 * @self: (nullable): a state
 */
void
kb_case_state_free (KbCaseState *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->milestones, g_array_unref);
  g_free (self->assignee_name);
  g_free (self->category);
  g_free (self->group);
  g_free (self->subject);
  g_free (self->unit);
  g_free (self->alias);
  g_free (self);
}

static void
write_text (GByteArray *out,
            const char *text)
{
  gsize size = MIN (strlen (text), TEXT_LIMIT);

  kb_write_u16 (out, size);
  kb_write_bytes (out, text, size);
}

static void
write_progress (const KbCaseState *self,
                GByteArray        *out)
{
  guint n = self->milestones != NULL ? self->milestones->len : 0;

  kb_write_u8 (out, self->channel);
  kb_write_u8 (out, (self->objection ? FLAG_OBJECTION : 0)
                    | (self->has_mailbox ? FLAG_MAILBOX : 0));
  kb_write_u64 (out, self->status_hour);
  kb_write_u32 (out, self->n_from_reporter);
  kb_write_u32 (out, self->n_from_office);
  kb_write_u64 (out, self->last_reporter_hour);
  kb_write_u64 (out, self->counter);
  kb_write_u64 (out, self->card_counter);
  kb_write_u64 (out, self->card_hour);
  kb_write_u64 (out, self->card_digest);
  kb_write_u16 (out, n);
  for (guint i = 0; i < n; i++)
    {
      const KbMilestone *milestone = &g_array_index (self->milestones, KbMilestone, i);

      kb_write_u8 (out, milestone->kind);
      kb_write_u64 (out, milestone->hour);
      write_text (out, milestone->status != NULL ? milestone->status->code : "");
    }
}

/**
 * kb_case_state_save:
 * @self: a state
 *
 * Returns: (transfer full): bytes for kb_case_state_load():
 *
 * |[
 *  u8 version 3 ‖ u8 stream ‖ 16 case ‖ 32 complaint ‖ u16 year ‖ u32 number
 *  ‖ u64 received hour ‖ u64 changed hour ‖ u8 1 ‖ u8 quarantine
 *  ‖ u32 quarantined entries ‖ u8 flags ‖ u32 entries ‖ u32 openings
 *  ‖ 5 × (u16 n ‖ n UTF-8: category, group, subject, unit, alias)
 *  ‖ u64 excluded hour ‖ u64 seq of the last entry ‖ fields as kb_case_fields_write()
 *  ‖ u8 channel ‖ u8 flags: objection, mailbox ‖ u64 hour of the status
 *  ‖ u32 messages by the reporter ‖ u32 by the office ‖ u64 hour of the reporter's last
 *  ‖ u64 counter ‖ u64 card's counter ‖ u64 card's hour ‖ u64 card's digest
 *  ‖ u16 n × (u8 milestone ‖ u64 hour ‖ u16 n ‖ status, "" unless a move)
 * ]|
 *
 * The status itself is a field. Version 1 ends before the excluded hour, version 2 before the
 * channel.
 */
GBytes *
kb_case_state_save (const KbCaseState *self)
{
  GByteArray *out = g_byte_array_sized_new (256);

  kb_write_u8 (out, STATE_VERSION);
  kb_write_u8 (out, self->stream);
  kb_write_bytes (out, self->case_id, KB_CASE_ID_SIZE);
  kb_write_bytes (out, self->complaint_id, KB_HASH_SIZE);
  kb_write_u16 (out, self->year);
  kb_write_u32 (out, self->number);
  kb_write_u64 (out, self->received_hour);
  kb_write_u64 (out, self->changed_hour);
  kb_write_u8 (out, 1);
  kb_write_u8 (out, self->quarantine);
  kb_write_u32 (out, self->n_quarantined);
  kb_write_u8 (out, (self->has_contact ? FLAG_CONTACT : 0) | (self->has_civil ? FLAG_CIVIL : 0)
                    | (self->by_server ? FLAG_BY_SERVER : 0) | (self->canary ? FLAG_CANARY : 0)
                    | (self->sealed ? FLAG_SEALED : 0) | (self->old_key ? FLAG_OLD_KEY : 0)
                    | (self->widened ? FLAG_WIDENED : 0));
  kb_write_u32 (out, self->n_entries);
  kb_write_u32 (out, self->n_openings);
  write_text (out, self->category);
  write_text (out, self->group);
  write_text (out, self->subject);
  write_text (out, self->unit);
  write_text (out, self->alias);
  kb_write_u64 (out, self->excluded_hour);
  kb_write_u64 (out, self->seq);
  kb_case_fields_write (self->fields, out);
  write_progress (self, out);

  return g_byte_array_free_to_bytes (out);
}

static void
read_text (KbReader  *reader,
           char     **text)
{
  gsize size = kb_reader_u16 (reader);
  const guint8 *at = kb_reader_bytes (reader, size);

  if (at == NULL || size > TEXT_LIMIT || !g_utf8_validate_len ((const char *) at, size, NULL))
    {
      reader->failed = TRUE;
      return;
    }
  g_free (*text);
  *text = g_strndup ((const char *) at, size);
}

static void
read_numbers (KbReader    *reader,
              KbCaseState *self,
              guint8       version)
{
  guint8 flags;

  self->stream = kb_reader_u8 (reader);
  kb_reader_copy (reader, self->case_id, KB_CASE_ID_SIZE);
  kb_reader_copy (reader, self->complaint_id, KB_HASH_SIZE);
  self->year = kb_reader_u16 (reader);
  self->number = kb_reader_u32 (reader);
  self->received_hour = kb_reader_u64 (reader);
  self->changed_hour = kb_reader_u64 (reader);
  if (kb_reader_u8 (reader) != 1)
    reader->failed = TRUE;
  self->quarantine = kb_reader_u8 (reader);
  self->n_quarantined = kb_reader_u32 (reader);
  flags = kb_reader_u8 (reader);
  self->n_entries = kb_reader_u32 (reader);
  self->n_openings = kb_reader_u32 (reader);

  self->has_contact = (flags & FLAG_CONTACT) != 0;
  self->has_civil = (flags & FLAG_CIVIL) != 0;
  self->by_server = (flags & FLAG_BY_SERVER) != 0;
  self->canary = (flags & FLAG_CANARY) != 0;
  self->sealed = (flags & FLAG_SEALED) != 0;
  self->old_key = (flags & FLAG_OLD_KEY) != 0;
  self->widened = (flags & FLAG_WIDENED) != 0;
  if ((flags & ~(version == 1 ? FLAGS_VERSION_1 : FLAGS_KNOWN)) != 0)
    reader->failed = TRUE;
}

static void
read_milestones (KbReader    *reader,
                 KbCaseState *self)
{
  guint n = kb_reader_u16 (reader);

  if (n > KB_LIMIT_MILESTONES)
    reader->failed = TRUE;
  if (n > 0)
    self->milestones = g_array_new (FALSE, TRUE, sizeof (KbMilestone));
  for (guint i = 0; i < n && !reader->failed; i++)
    {
      g_autofree char *code = g_strdup ("");
      KbMilestone milestone = { .kind = kb_reader_u8 (reader) };

      milestone.hour = kb_reader_u64 (reader);
      read_text (reader, &code);
      milestone.status = kb_workflow_find_status (code);
      if (milestone.kind < KB_MILESTONE_MOVE || milestone.kind > KB_MILESTONE_REPORTER
          || (milestone.kind == KB_MILESTONE_MOVE ? milestone.status == NULL : *code != '\0'))
        reader->failed = TRUE;
      g_array_append_val (self->milestones, milestone);
    }
}

static void
read_progress (KbReader    *reader,
               KbCaseState *self)
{
  guint8 flags;

  self->channel = kb_reader_u8 (reader);
  flags = kb_reader_u8 (reader);
  self->objection = (flags & FLAG_OBJECTION) != 0;
  self->has_mailbox = (flags & FLAG_MAILBOX) != 0;
  self->status_hour = kb_reader_u64 (reader);
  self->n_from_reporter = kb_reader_u32 (reader);
  self->n_from_office = kb_reader_u32 (reader);
  self->last_reporter_hour = kb_reader_u64 (reader);
  self->counter = kb_reader_u64 (reader);
  self->card_counter = kb_reader_u64 (reader);
  self->card_hour = kb_reader_u64 (reader);
  self->card_digest = kb_reader_u64 (reader);
  if (self->channel > KB_CHANNEL_OTHER || (flags & ~FLAGS_PROGRESS) != 0)
    reader->failed = TRUE;
  read_milestones (reader, self);
}

/* Of files from before: nobody could move a case or write to its reporter. */
static void
assume_progress (KbCaseState *self)
{
  self->status_hour = self->received_hour;
  self->has_mailbox = !self->by_server && !self->widened && !self->sealed
                      && self->quarantine == KB_QUARANTINE_NONE;
}

/**
 * kb_case_state_load:
 * @saved: bytes of kb_case_state_save()
 * @error: %KB_CASE_ERROR_STATE
 *
 * Versions 1 and 2, of files from before there was work or progress, load too.
 *
 * Returns: (transfer full): the state
 */
KbCaseState *
kb_case_state_load (GBytes  *saved,
                    GError **error)
{
  g_autoptr(KbCaseState) self = kb_case_state_new ();
  KbReader reader;
  gsize size;
  gconstpointer data = g_bytes_get_data (saved, &size);
  guint8 version;

  kb_reader_init (&reader, data, size);
  version = kb_reader_u8 (&reader);
  if (version < 1 || version > STATE_VERSION)
    reader.failed = TRUE;
  read_numbers (&reader, self, version);
  read_text (&reader, &self->category);
  read_text (&reader, &self->group);
  read_text (&reader, &self->subject);
  read_text (&reader, &self->unit);
  read_text (&reader, &self->alias);
  if (version > 1)
    {
      self->excluded_hour = kb_reader_u64 (&reader);
      self->seq = kb_reader_u64 (&reader);
      self->fields = kb_case_fields_read (&reader);
    }
  if (version > 2)
    read_progress (&reader, self);
  else
    assume_progress (self);
  kb_case_progress_derive (self);
  if (kb_reader_finish (&reader))
    return g_steal_pointer (&self);

  g_set_error_literal (error, KB_CASE_ERROR, KB_CASE_ERROR_STATE, "Not the saved state of a case");

  return NULL;
}

/**
 * kb_stream_state_save:
 * @self: a state
 *
 * Returns: (transfer full): u8 version 1 ‖ u16 year ‖ u32 complaints
 */
GBytes *
kb_stream_state_save (const KbStreamState *self)
{
  GByteArray *out = g_byte_array_sized_new (7);

  kb_write_u8 (out, STREAM_VERSION);
  kb_write_u16 (out, self->year);
  kb_write_u32 (out, self->n_complaints);

  return g_byte_array_free_to_bytes (out);
}

/**
 * kb_stream_state_load:
 * @saved: bytes of kb_stream_state_save()
 * @ret_state: (out caller-allocates): the state
 * @error: %KB_CASE_ERROR_STATE
 */
gboolean
kb_stream_state_load (GBytes         *saved,
                      KbStreamState  *ret_state,
                      GError        **error)
{
  KbStreamState state;
  KbReader reader;
  gsize size;
  gconstpointer data = g_bytes_get_data (saved, &size);

  kb_reader_init (&reader, data, size);
  if (kb_reader_u8 (&reader) != STREAM_VERSION)
    reader.failed = TRUE;
  state.year = kb_reader_u16 (&reader);
  state.n_complaints = kb_reader_u32 (&reader);
  if (!kb_reader_finish (&reader))
    {
      g_set_error_literal (error, KB_CASE_ERROR, KB_CASE_ERROR_STATE,
                           "Not the saved state of a stream");
      return FALSE;
    }
  *ret_state = state;

  return TRUE;
}

/**
 * kb_case_state_number:
 * @self: a state
 *
 * Returns: (transfer full): the agenda number, KB-2026-0412; KBP-2026-0003 for the leadership's
 */
char *
kb_case_state_number (const KbCaseState *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%s-%04u-%04u", self->stream == KB_STREAM_LEADERSHIP ? "KBP" : "KB",
                          self->year, self->number);
}

/* What the office wrote last: in the field, or in the review sheet. */
static char *
dup_sorted (const KbCaseState *self,
            const char        *field_name,
            KbSheetText        text)
{
  const KbField *field = kb_case_fields_find (self->fields, field_name, FALSE);
  const KbField *sheet = kb_case_fields_find (self->fields, KB_WORK_SHEET, FALSE);
  const KbFieldWrite *of_field = field != NULL ? field->writes->pdata[0] : NULL;
  const KbFieldWrite *of_sheet = sheet != NULL ? sheet->writes->pdata[0] : NULL;
  const char *mark = of_sheet != NULL ? of_sheet->value : "";
  g_autofree char *by_sheet = kb_sheet_mark_dup_text (mark, text);

  if (*by_sheet != '\0' && (of_field == NULL || *of_field->value == '\0'
                            || of_sheet->seq >= of_field->seq))
    return g_steal_pointer (&by_sheet);

  return g_strdup (of_field != NULL ? of_field->value : "");
}

/**
 * kb_case_state_dup_category:
 *
 * Returns: (transfer full): code of the category in force
 */
char *
kb_case_state_dup_category (const KbCaseState *self)
{
  char *sorted = dup_sorted (self, KB_WORK_CATEGORY, KB_SHEET_CATEGORY);

  if (*sorted != '\0')
    return sorted;
  g_free (sorted);

  return g_strdup (self->category);
}

/**
 * kb_case_state_dup_sub:
 *
 * Returns: (transfer full): the sub-category in force; the reporter's only under the reporter's own
 *   category
 */
char *
kb_case_state_dup_sub (const KbCaseState *self)
{
  g_autofree char *category = kb_case_state_dup_category (self);
  char *sorted = dup_sorted (self, KB_WORK_SUB, KB_SHEET_SUB);

  if (*sorted != '\0' || !g_str_equal (category, self->category))
    return sorted;
  g_free (sorted);

  return g_strdup (self->group);
}

/**
 * kb_case_state_dup_sheet_group:
 *
 * Returns: (transfer full): group of the review sheet in force
 */
char *
kb_case_state_dup_sheet_group (const KbCaseState *self)
{
  return kb_sheet_mark_dup_text (kb_case_fields_get_value (self->fields, KB_WORK_SHEET),
                                 KB_SHEET_GROUP);
}
