/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"
#include "kb-desk-talk.h"

#include <string.h>

#include "kb-limits.h"

/* What was typed and not sent: here at once, on disk a second later. */

#define SAVE_MS 1000

typedef struct
{
  guint32  id;
  KbDraft  draft;
  gboolean located;              /* stream and case are filled in */
  gboolean dirty;                /* otherwise than on disk */
  gint64   saved;                /* when it was last on disk, or 0 */
} KbDeskDraft;

typedef struct
{
  KbDeskOffice *office;
  guint         turn;
  GPtrArray    *drafts;          /* of KbDeskDraft, copies */
} KbDeskSave;

static void
kb_desk_draft_free (gpointer data)
{
  KbDeskDraft *self = data;

  g_free (self->draft.kind);
  g_free (self->draft.text);
  g_free (self);
}

static KbDeskDraft *
kb_desk_draft_new (guint32     id,
                   const char *kind,
                   const char *text)
{
  KbDeskDraft *self = g_new0 (KbDeskDraft, 1);

  self->id = id;
  self->located = id == 0;
  self->draft.kind = g_strdup (kind);
  self->draft.text = g_strdup (text);

  return self;
}

static void
kb_desk_save_free (KbDeskSave *self)
{
  kb_desk_office_unref (self->office);
  g_ptr_array_unref (self->drafts);
  g_free (self);
}

static char *
key_of (guint32     id,
        const char *kind)
{
  return g_strdup_printf ("%u/%s", id, kind);
}

static KbDeskDraft *
find (KbDesk     *self,
      guint32     id,
      const char *kind)
{
  g_autofree char *key = key_of (id, kind);

  return self->drafts != NULL ? g_hash_table_lookup (self->drafts, key) : NULL;
}

static void
take (KbDesk      *self,
      KbDeskDraft *draft)
{
  if (self->drafts == NULL)
    self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kb_desk_draft_free);
  g_hash_table_insert (self->drafts, key_of (draft->id, draft->draft.kind), draft);
}

/* ---- to the disk ---- */

static gboolean
locate (KbDeskOffice  *office,
        KbDeskDraft   *draft,
        GError       **error)
{
  g_autoptr (GPtrArray) cases = kb_store_load_cases (office->store, &draft->id, 1, error);
  g_autoptr (KbCaseState) state = NULL;

  if (cases == NULL)
    return FALSE;
  state = kb_case_state_load (((KbStoredCase *) g_ptr_array_index (cases, 0))->snapshot, error);
  if (state == NULL)
    return FALSE;
  draft->draft.stream = state->stream;
  memcpy (draft->draft.case_id, state->case_id, KB_CASE_ID_SIZE);
  draft->located = TRUE;

  return TRUE;
}

/* More than fits is kept while the program runs. */
static gboolean
save_one (KbDeskOffice *office,
          KbDeskDraft  *draft)
{
  const char *text = draft->draft.text;
  KbDraft stored;
  g_autofree char *cut = NULL;

  if (!draft->located && !locate (office, draft, NULL))
    return FALSE;
  stored = draft->draft;
  if (strlen (text) > KB_LIMIT_DRAFT)
    stored.text = cut = g_strndup (text, g_utf8_find_prev_char (text, text + KB_LIMIT_DRAFT)
                                             - text);

  return kb_store_set_draft (office->store, &stored, NULL);
}

/* Sets @saved of those that are on disk. A thread that comes late writes nothing, since what came
 * after it is newer. */
static void
save_all (KbDeskSave *save)
{
  KbDeskOffice *office = save->office;

  g_mutex_lock (&office->drafts);
  for (guint i = 0; save->turn > office->drafts_turn && i < save->drafts->len; i++)
    {
      KbDeskDraft *draft = g_ptr_array_index (save->drafts, i);

      if (save_one (office, draft))
        draft->saved = draft->draft.changed;
    }
  office->drafts_turn = MAX (office->drafts_turn, save->turn);
  g_mutex_unlock (&office->drafts);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  save_all (data);
  g_task_return_boolean (task, TRUE);
}

/* While something is still being written to the outbox, its draft is not given up. */
static KbDeskSave *
new_save (KbDesk *self)
{
  KbDeskSave *save = g_new0 (KbDeskSave, 1);
  GHashTableIter iter;
  gpointer value;

  save->office = g_atomic_rc_box_acquire (self->office);
  save->turn = ++self->drafts_turn;
  save->drafts = g_ptr_array_new_with_free_func (kb_desk_draft_free);
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const KbDeskDraft *draft = value;
      KbDeskDraft *copy;

      if (!draft->dirty || (*draft->draft.text == '\0' && self->writes.length > 0))
        continue;
      copy = kb_desk_draft_new (draft->id, draft->draft.kind, draft->draft.text);
      copy->located = draft->located;
      copy->draft.stream = draft->draft.stream;
      memcpy (copy->draft.case_id, draft->draft.case_id, KB_CASE_ID_SIZE);
      copy->draft.changed = draft->draft.changed;
      g_ptr_array_add (save->drafts, copy);
    }

  return save;
}

static gboolean save_cb (gpointer data);

static void
save_soon (KbDesk *self)
{
  if (self->drafts_id == 0)
    self->drafts_id = g_timeout_add (SAVE_MS, save_cb, self);
}

static void
settle (KbDesk            *self,
        const KbDeskDraft *copy)
{
  KbDeskDraft *draft = find (self, copy->id, copy->draft.kind);

  if (draft == NULL || copy->saved == 0)
    return;
  draft->saved = copy->saved;
  draft->located = TRUE;
  draft->draft.stream = copy->draft.stream;
  memcpy (draft->draft.case_id, copy->draft.case_id, KB_CASE_ID_SIZE);
  draft->dirty = !g_str_equal (draft->draft.text, copy->draft.text);
  if (!draft->dirty && *draft->draft.text == '\0')
    {
      g_autofree char *key = key_of (copy->id, copy->draft.kind);

      g_hash_table_remove (self->drafts, key);
    }
  kb_desk_emit_draft_changed (self, copy->id);
}

static gboolean
is_dirty (KbDesk *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((KbDeskDraft *) value)->dirty)
      return TRUE;

  return FALSE;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  KbDeskSave *save = g_task_get_task_data (G_TASK (result));

  if (self->office != save->office || self->drafts == NULL)
    return;
  for (guint i = 0; i < save->drafts->len; i++)
    settle (self, g_ptr_array_index (save->drafts, i));
  if (is_dirty (self))
    save_soon (self);
}

static gboolean
save_cb (gpointer data)
{
  KbDesk *self = data;
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);

  self->drafts_id = 0;
  g_task_set_task_data (task, new_save (self), (GDestroyNotify) kb_desk_save_free);
  g_task_run_in_thread (task, save_thread);

  return G_SOURCE_REMOVE;
}

/* Before the case file is closed: waits until all is on disk, then forgets it. */
void
kb_desk_stop_drafts (KbDesk *self)
{
  g_clear_handle_id (&self->drafts_id, g_source_remove);
  if (self->office != NULL && self->drafts != NULL)
    {
      KbDeskSave *save = new_save (self);

      save_all (save);
      kb_desk_save_free (save);
    }
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  self->drafts_lost = FALSE;
}

/* ---- from the disk ---- */

/* Of KbDeskDraft; those whose case is not there (yet) have id 0 and a stream. Any thread. */
GPtrArray *
kb_desk_load_drafts (KbDeskOffice  *office,
                     GError       **error)
{
  g_autoptr (GPtrArray) stored = kb_store_list_drafts (office->store, error);
  GPtrArray *drafts;

  if (stored == NULL)
    return NULL;
  drafts = g_ptr_array_new_with_free_func (kb_desk_draft_free);
  for (guint i = 0; i < stored->len; i++)
    {
      const KbDraft *held = g_ptr_array_index (stored, i);
      KbDeskDraft *draft = kb_desk_draft_new (0, held->kind, held->text);

      draft->draft.stream = held->stream;
      memcpy (draft->draft.case_id, held->case_id, KB_CASE_ID_SIZE);
      draft->located = TRUE;
      draft->saved = draft->draft.changed = held->changed;
      if (held->stream != 0)
        kb_store_find_case (office->store, held->stream, held->case_id, &draft->id, NULL);
      g_ptr_array_add (drafts, draft);
    }

  return drafts;
}

/* What was typed meanwhile stays. */
void
kb_desk_take_drafts (KbDesk    *self,
                     GPtrArray *drafts)
{
  self->drafts_lost = FALSE;
  while (drafts->len > 0)
    {
      KbDeskDraft *draft = g_ptr_array_steal_index_fast (drafts, drafts->len - 1);
      guint32 id = draft->id;

      if (id == 0 && draft->draft.stream != 0)
        self->drafts_lost = TRUE;
      if ((id == 0 && draft->draft.stream != 0) || find (self, id, draft->draft.kind) != NULL)
        {
          kb_desk_draft_free (draft);
          continue;
        }
      take (self, draft);
      kb_desk_emit_draft_changed (self, id);
    }
}

static void
lost_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *drafts = kb_desk_load_drafts (data, &error);

  if (drafts != NULL)
    g_task_return_pointer (task, drafts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
lost_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  g_autoptr (GPtrArray) drafts = g_task_propagate_pointer (G_TASK (result), NULL);

  if (drafts != NULL && self->office == g_task_get_task_data (G_TASK (result)))
    kb_desk_take_drafts (self, drafts);
}

/* After a rebuild the cases come with the pull, and their drafts with them. */
void
kb_desk_find_lost_drafts (KbDesk *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->office == NULL || !self->drafts_lost)
    return;
  task = g_task_new (self, self->cancellable, lost_cb, NULL);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->office),
                        (GDestroyNotify) kb_desk_office_unref);
  g_task_run_in_thread (task, lost_thread);
}

/* ---- for windows ---- */

/**
 * kb_desk_get_draft:
 * @self: the desk
 * @id: the case, or 0
 * @kind: "note", "message", "sheet", "paper"
 *
 * Returns: (transfer none) (nullable): what was typed last and not sent
 */
const char *
kb_desk_get_draft (KbDesk     *self,
                   guint32     id,
                   const char *kind)
{
  const KbDeskDraft *draft;

  g_return_val_if_fail (KB_IS_DESK (self), NULL);

  draft = find (self, id, kind);

  return draft != NULL && *draft->draft.text != '\0' ? draft->draft.text : NULL;
}

/**
 * kb_desk_set_draft:
 * @self: the desk; its case file is open
 * @id: the case, or 0
 * @kind: "note", "message", "sheet", "paper"
 * @text: UTF-8; "" ends the draft; on disk are its first %KB_LIMIT_DRAFT bytes
 */
void
kb_desk_set_draft (KbDesk     *self,
                   guint32     id,
                   const char *kind,
                   const char *text)
{
  KbDeskDraft *draft;
  gboolean was_empty;

  g_return_if_fail (KB_IS_DESK (self));
  g_return_if_fail (text != NULL);

  if (self->office == NULL)
    return;
  draft = find (self, id, kind);
  if (g_str_equal (draft != NULL ? draft->draft.text : "", text))
    return;
  if (draft == NULL)
    {
      draft = kb_desk_draft_new (id, kind, "");
      take (self, draft);
    }
  was_empty = *draft->draft.text == '\0';
  g_free (draft->draft.text);
  draft->draft.text = g_strdup (text);
  draft->draft.changed = g_get_real_time () / G_USEC_PER_SEC;
  draft->dirty = TRUE;
  save_soon (self);
  if (was_empty != (*text == '\0'))
    kb_desk_emit_draft_changed (self, id);
}

/**
 * kb_desk_get_draft_saved:
 *
 * Returns: when the draft was last put on disk, in seconds since 1970; 0: it never was
 */
gint64
kb_desk_get_draft_saved (KbDesk     *self,
                         guint32     id,
                         const char *kind)
{
  const KbDeskDraft *draft = find (self, id, kind);

  return draft != NULL ? draft->saved : 0;
}

/**
 * kb_desk_has_draft:
 *
 * Returns: whether there is a draft of any kind for the case
 */
gboolean
kb_desk_has_draft (KbDesk  *self,
                   guint32  id)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (KB_IS_DESK (self), FALSE);

  if (self->drafts == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((KbDeskDraft *) value)->id == id && *((KbDeskDraft *) value)->draft.text != '\0')
      return TRUE;

  return FALSE;
}
