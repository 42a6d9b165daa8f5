/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-fold.h"

#include "kb-page.h"

static guint32
views_of (const KbCaseState *state)
{
  guint32 views = KB_STORE_VIEW_ALL;

  /* Filed by the office itself to test the line: kept, numbered, in no list. */
  if (state->canary)
    return 0;
  if (state->stream == KB_STREAM_LEADERSHIP)
    views |= KB_STORE_VIEW_LEADERSHIP;
  if (state->n_quarantined > 0 || state->quarantine != KB_QUARANTINE_NONE)
    views |= KB_STORE_VIEW_QUARANTINED;
  if (state->n_openings > 0)
    views |= KB_STORE_VIEW_OPENED;

  return views;
}

/* Both are this program's own bytes from the store. */
static gboolean
load_states (GBytes         *stream_state,
             GBytes         *snapshot,
             KbStreamState  *ret_stream,
             KbCaseState   **ret_case,
             GError        **error)
{
  if (stream_state != NULL && !kb_stream_state_load (stream_state, ret_stream, error))
    return FALSE;
  if (snapshot == NULL)
    return TRUE;
  *ret_case = kb_case_state_load (snapshot, error);

  return *ret_case != NULL;
}

static gboolean
fold_cb (gpointer              data,
         const KbStoredEntry  *entry,
         gpointer              item,
         GBytes               *stream_state,
         GBytes               *snapshot,
         GBytes              **ret_stream_state,
         GBytes              **ret_snapshot,
         guint64              *ret_sort,
         guint32              *ret_views,
         char                **ret_search_text,
         GError              **error)
{
  KbFold *self = data;
  KbPulled *pulled = item;
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) before = NULL;
  g_autoptr(KbCaseState) after = NULL;
  KbFoldInput input = {
    .entry = pulled->entry,
    .place = &pulled->place,
    .plain = pulled->plain,
    .quarantine = pulled->quarantine,
    .author_name = pulled->author_name,
    .author_role = pulled->author_role,
    .canary = pulled->canary,
    .channel = pulled->channel,
    .old_key = pulled->old_key,
  };

  if (!load_states (stream_state, snapshot, &stream, &before, error))
    return FALSE;

  after = kb_case_fold (&stream, before, &input);
  *ret_stream_state = kb_stream_state_save (&stream);
  if (after == NULL)
    return TRUE;
  *ret_snapshot = kb_case_state_save (after);
  *ret_sort = after->received_hour;
  *ret_views = views_of (after);
  /* The reporter waits to be read. */
  if (before != NULL && after->n_from_reporter > before->n_from_reporter && *ret_views != 0)
    *ret_views |= KB_STORE_VIEW_UNREAD;
  if (before == NULL && *ret_views != 0)
    self->n_new_cases++;
  /* The index's text is made behind the commit, not inside it. */
  g_clear_pointer (&pulled->folded, kb_case_state_free);
  if (self->keep_states)
    pulled->folded = g_steal_pointer (&after);

  return TRUE;
}

/**
 * kb_fold_for_store:
 *
 * Returns: the fold as kb_store_append() takes it, over @self
 */
KbStoreFold
kb_fold_for_store (KbFold *self)
{
  return (KbStoreFold) { .fold = fold_cb, .data = self };
}
