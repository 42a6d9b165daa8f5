/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a case comes of its entries. Nothing here asks a clock, a disk or chance:
 * the same entries give the same state on every desktop. */
#include "config.h"

#include "kb-case-state.h"

#include "kb-body.h"
#include "kb-case-progress.h"
#include "kb-json.h"
#include "kb-story.h"

#include <string.h>

#define WIB_HOURS 7             /* Western Indonesia: UTC+7, no summer time */
#define SUBJECT_CHARS 120
#define SENTENCE_MIN_BYTES 24   /* so that "Jl." or "Rp." does not end the subject */

static guint
year_of_hour (guint64 hour)
{
  g_autoptr(GDateTime) time = NULL;

  /* Later hours than year 9999 can only be nonsense, but must not crash. */
  time = g_date_time_new_from_unix_utc ((gint64) MIN (hour + WIB_HOURS, 70000000) * 3600);

  return g_date_time_get_year (time);
}

/* Every complaint's header takes a number, so that all desktops agree, also
 * those that could not open it. */
static guint32
take_number (KbStreamState *stream,
             guint          year)
{
  if (stream->year != year)
    {
      stream->year = year;
      stream->n_complaints = 0;
    }

  return ++stream->n_complaints;
}

static const char *
find_sentence_end (const char *line)
{
  for (const char *at = line; *at != '\0'; at++)
    if (strchr (".!?", *at) != NULL && (at[1] == ' ' || at[1] == '\0')
        && at - line >= SENTENCE_MIN_BYTES)
      return at;

  return line + strlen (line);
}

/* @line ends after @max characters, at the end of a word if one is near. */
static char *
shorten (const char *line,
         gsize       size,
         guint       max)
{
  const char *end, *space;

  if (g_utf8_strlen (line, size) <= max)
    return g_strndup (line, size);

  end = g_utf8_offset_to_pointer (line, max - 1);
  space = g_strrstr_len (line, end - line, " ");
  if (space != NULL && end - space < 24)
    end = space;

  return g_strdup_printf ("%.*s…", (int) (end - line), line);
}

static char *
subject_of (const char *text)
{
  const char *start = text + strspn (text, " \t\r\n");
  g_autofree char *paragraph = g_strndup (start, MIN (strcspn (start, "\r\n"), 4 * SUBJECT_CHARS));
  g_autofree char *valid = g_utf8_make_valid (paragraph, -1);
  g_autofree char *line = kb_line_for_display (valid);

  return shorten (line, find_sentence_end (line) - line, SUBJECT_CHARS);
}

static void
set_line (char          **field,
          const KbStory  *story,
          KbStoryText     text)
{
  g_free (*field);
  *field = kb_line_for_display (kb_story_get (story, text));
}

static void
read_story (KbCaseState *state,
            GBytes      *plain)
{
  g_autoptr(KbStory) story = kb_story_parse (plain, NULL);

  if (story == NULL)
    {
      state->quarantine = KB_QUARANTINE_TEXT;
      return;
    }
  set_line (&state->category, story, KB_STORY_CATEGORY);
  set_line (&state->group, story, KB_STORY_GROUP);
  set_line (&state->unit, story, KB_STORY_REPORTED_UNIT);
  set_line (&state->alias, story, KB_STORY_ALIAS);
  state->has_mailbox = kb_story_has_way_back (story) && !state->by_server && !state->widened;
  g_free (state->subject);
  state->subject = subject_of (kb_story_get (story, KB_STORY_TEXT));
}

/* A widened case is still about the complaint that the leadership got. */
static void
find_complaint (KbCaseState   *state,
                const KbEntry *entry)
{
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(JsonObject) statement = NULL;
  const char *text;

  memcpy (state->complaint_id, kb_entry_get_id (entry), KB_HASH_SIZE);
  state->widened = kb_entry_get_header (entry)->kind == KB_KIND_WIDENING;
  if (!state->widened || (body = kb_body_parse (entry, NULL)) == NULL)
    return;
  text = kb_json_string_or (body, "statement", "");
  statement = kb_json_parse (text, strlen (text), KB_LIMIT_BODY, NULL);
  if (statement != NULL)
    kb_json_hex (statement, "complaint", state->complaint_id, KB_HASH_SIZE, NULL);
}

static KbCaseState *
start_case (KbStreamState     *stream,
            const KbFoldInput *input)
{
  const KbHeader *header = kb_entry_get_header (input->entry);
  KbCaseState *state = kb_case_state_new ();
  KbPartState story = KB_PART_PRESENT;

  state->stream = header->stream;
  memcpy (state->case_id, header->case_id, KB_CASE_ID_SIZE);
  find_complaint (state, input->entry);
  state->year = year_of_hour (input->place->hour);
  state->number = take_number (stream, state->year);
  state->received_hour = input->place->hour;
  state->status_hour = input->place->hour;
  state->has_contact = kb_entry_has_part (input->entry, KB_ROLE_CONTACT);
  state->has_civil = kb_entry_has_part (input->entry, KB_ROLE_CIVIL);
  state->by_server = header->sealed_by == 1;
  state->old_key = input->old_key;
  state->canary = input->canary;
  state->channel = input->channel;
  state->quarantine = input->quarantine;
  kb_entry_get_part (input->entry, KB_ROLE_STORY, &story);
  state->sealed = story == KB_PART_STUB;
  if (input->plain != NULL && input->quarantine == KB_QUARANTINE_NONE)
    read_story (state, input->plain);

  return state;
}

/* A use that was recorded counts even if this desktop can't read its reason;
 * what nobody with that right signed does not. */
static gboolean
is_opening (const KbFoldInput *input)
{
  KbIdentityUseBody body;

  switch (input->quarantine)
    {
    case KB_QUARANTINE_NONE:
    case KB_QUARANTINE_PART:
    case KB_QUARANTINE_SEAL:
    case KB_QUARANTINE_CONTEXT:
    case KB_QUARANTINE_TEXT:
      break;
    case KB_QUARANTINE_SIGNATURE:
    case KB_QUARANTINE_AUTHORITY:
    case KB_QUARANTINE_RULE:
    case KB_QUARANTINE_AUTHOR_SEQ:
    default:
      return FALSE;
    }

  return kb_body_read_identity_use (input->entry, &body, NULL)
         && g_str_equal (body.purpose, "open");
}

/* The case got an audience of its own, without this device or with it again. */
static void
note_exclusion (KbCaseState       *state,
                const KbFoldInput *input)
{
  const KbHeader *header = kb_entry_get_header (input->entry);
  KbPartRole role = header->kind == KB_KIND_WORK ? KB_ROLE_WORK : KB_ROLE_MESSAGE;
  KbPartState part = KB_PART_PRESENT;

  if (state->sealed || !g_str_has_prefix (header->audience, "case-"))
    return;
  kb_entry_get_part (input->entry, role, &part);
  if (part == KB_PART_PRESENT)
    state->excluded_hour = 0;
  else if (part == KB_PART_STUB && state->excluded_hour == 0)
    state->excluded_hour = input->place->hour;
}

static void
do_work (KbCaseState       *state,
         const KbFoldInput *input)
{
  g_autoptr(GPtrArray) ops = kb_work_parse (input->plain, NULL);

  for (guint i = 0; ops != NULL && i < ops->len; i++)
    kb_case_progress_work (state, input, ops->pdata[i]);
}

static gboolean
begins_case (const KbHeader *header)
{
  return header->kind == KB_KIND_COMPLAINT || header->kind == KB_KIND_WIDENING;
}

/**
 * kb_case_fold:
 * @stream_state: of the entry's stream; changed by complaints
 * @state: (nullable): the case before this entry; %NULL if there is none yet
 * @input: the entry
 *
 * Pure. A case begins with its complaint, or with the widening that brings it
 * from the leadership; a second one under the same case takes a number too, but
 * changes nothing else than the counts. An entry that was folded before
 * changes nothing.
 *
 * Returns: (transfer full) (nullable): the case after this entry
 */
KbCaseState *
kb_case_fold (KbStreamState     *stream_state,
              const KbCaseState *state,
              const KbFoldInput *input)
{
  const KbHeader *header;
  KbCaseState *after;

  g_return_val_if_fail (stream_state != NULL, NULL);
  g_return_val_if_fail (input != NULL && input->entry != NULL && input->place != NULL, NULL);

  header = kb_entry_get_header (input->entry);
  if (header->stream == KB_STREAM_ROSTER || header->kind == KB_KIND_HEARTBEAT
      || (state == NULL && !begins_case (header)))
    return NULL;
  if (state != NULL && !input->pending && input->place->seq <= state->seq)
    return kb_case_state_copy (state);

  if (state == NULL)
    after = start_case (stream_state, input);
  else
    {
      after = kb_case_state_copy (state);
      if (begins_case (header))
        take_number (stream_state, year_of_hour (input->place->hour));
    }

  after->n_entries++;
  if (input->pending)
    after->n_pending++;
  else
    after->seq = input->place->seq;
  after->changed_hour = input->place->hour;
  if (input->quarantine != KB_QUARANTINE_NONE
      || (state == NULL && after->quarantine != KB_QUARANTINE_NONE))
    after->n_quarantined++;
  if (header->kind == KB_KIND_IDENTITY_USE && is_opening (input))
    after->n_openings++;
  if (header->kind == KB_KIND_WORK || header->kind == KB_KIND_MESSAGE)
    note_exclusion (after, input);
  if (input->plain != NULL && input->quarantine == KB_QUARANTINE_NONE)
    {
      if (header->kind == KB_KIND_WORK)
        do_work (after, input);
      else if (header->kind == KB_KIND_MESSAGE)
        kb_case_progress_message (after, input);
    }

  return after;
}
