/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-late.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-clock.h"
#include "kb-desk-lists.h"
#include "kb-desk-office.h"
#include "kb-words.h"

#define CHUNK 500u               /* cases that are read at once */
#define TOLD "late-told"         /* in the file: the day on which lateness was told last */

struct _KbLateRow
{
  GObject parent_instance;

  guint32     id;
  char       *number;
  char       *unit;
  char       *assignee;
  const char *clock;
  const char *label;
  const char *status;
  gboolean    paused;
  guint32     due;
  int         left;
};

G_DEFINE_FINAL_TYPE (KbLateRow, kb_late_row, G_TYPE_OBJECT)

typedef struct
{
  KbClocks  *clocks;
  gint64     now;
  gboolean   once_a_day;         /* nothing to do where the file says that it was done today */
  GPtrArray *rows;               /* of KbLateRow */
} KbLateScan;

static void
kb_late_scan_free (gpointer data)
{
  KbLateScan *self = data;

  kb_clocks_unref (self->clocks);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

static void
kb_late_row_finalize (GObject *object)
{
  KbLateRow *self = KB_LATE_ROW (object);

  g_free (self->number);
  g_free (self->unit);
  g_free (self->assignee);
  G_OBJECT_CLASS (kb_late_row_parent_class)->finalize (object);
}

static void
kb_late_row_class_init (KbLateRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_late_row_finalize;
}

static void
kb_late_row_init (KbLateRow *self)
{
}

static KbLateRow *
row_new (guint32            id,
         const KbCaseState *state,
         const KbDeadline  *deadline)
{
  KbLateRow *self = g_object_new (KB_TYPE_LATE_ROW, NULL);

  self->id = id;
  self->number = kb_case_state_number (state);
  self->unit = kb_line_for_display (state->unit != NULL ? state->unit : "");
  self->assignee = kb_line_for_display (state->assignee_name != NULL ? state->assignee_name : "");
  self->clock = g_intern_string (deadline->rule->code);
  self->label = g_intern_string (deadline->rule->label);
  self->status = state->status != NULL ? state->status->label : "";
  self->paused = deadline->state == KB_DEADLINE_PAUSED;
  self->due = deadline->due;
  self->left = deadline->left;
  return self;
}

guint32
kb_late_row_get_id (KbLateRow *self)
{
  return self->id;
}

const char *
kb_late_row_get_number (KbLateRow *self)
{
  return self->number;
}

const char *
kb_late_row_get_clock (KbLateRow *self)
{
  return self->clock;
}

const char *
kb_late_row_get_label (KbLateRow *self)
{
  return _(self->label);
}

const char *
kb_late_row_get_unit (KbLateRow *self)
{
  return self->unit;
}

const char *
kb_late_row_get_assignee (KbLateRow *self)
{
  return self->assignee;
}

const char *
kb_late_row_get_status (KbLateRow *self)
{
  return *self->status != '\0' ? _(self->status) : "";
}

gboolean
kb_late_row_is_paused (KbLateRow *self)
{
  return self->paused;
}

int
kb_late_row_get_left (KbLateRow *self)
{
  return self->left;
}

char *
kb_late_row_dup_words (KbLateRow *self)
{
  return kb_words_due (self->paused, self->left);
}

/* The most late first; what stands still comes last. */
static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const KbLateRow *left = *(KbLateRow *const *) a;
  const KbLateRow *right = *(KbLateRow *const *) b;

  if (left->paused != right->paused)
    return left->paused - right->paused;
  if (left->left != right->left)
    return left->left < right->left ? -1 : 1;
  return g_strcmp0 (left->number, right->number);
}

static void
judge (KbLateScan         *scan,
       KbSync             *sync,
       const KbStoredCase *stored)
{
  g_autoptr (KbCaseState) state = kb_case_state_load (stored->snapshot, NULL);
  KbDeadline deadline;

  if (state == NULL)
    return;
  state = kb_sync_fold_waiting (sync, g_steal_pointer (&state));
  if (kb_clocks_find_worst (scan->clocks, state, scan->now, &deadline))
    g_ptr_array_add (scan->rows, row_new (stored->id, state, &deadline));
}

/* In the sealed file, so that another program of this profile does not tell it again. */
static gboolean
was_told (KbStore *store,
          guint32  today)
{
  g_autoptr (GBytes) told = kb_store_get_meta (store, TOLD, NULL);
  g_autofree char *text = kb_day_format (today);

  return told != NULL && g_bytes_get_size (told) == strlen (text) &&
         memcmp (g_bytes_get_data (told, NULL), text, strlen (text)) == 0;
}

static gboolean
remember_told (KbStore  *store,
               guint32   today,
               GError  **error)
{
  char *text = kb_day_format (today);
  g_autoptr (GBytes) told = g_bytes_new_take (text, strlen (text));

  return kb_store_set_meta (store, TOLD, told, error);
}

static gboolean
scan_job (const KbOffice  *office,
          gpointer         data,
          GCancellable    *cancellable,
          GError         **error)
{
  KbLateScan *scan = data;
  guint32 today = kb_workdays_day_of (scan->now);
  g_autoptr (GArray) ids = NULL;

  if (scan->once_a_day && was_told (office->store, today))
    return TRUE;
  ids = kb_store_list_cases (office->store, KB_STORE_VIEW_ALL, error);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i += CHUNK)
    {
      g_autoptr (GPtrArray) cases =
        kb_store_load_cases (office->store, &g_array_index (ids, guint32, i),
                             MIN (CHUNK, ids->len - i), error);

      if (cases == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (guint j = 0; j < cases->len; j++)
        judge (scan, office->sync, cases->pdata[j]);
    }
  g_ptr_array_sort (scan->rows, compare_rows);
  return !scan->once_a_day || remember_told (office->store, today, error);
}

void
kb_late_scan_async (KbDesk              *desk,
                    gint64               now,
                    gboolean             once_a_day,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  KbLateScan *scan = g_new0 (KbLateScan, 1);

  scan->clocks = kb_clocks_ref (kb_desk_get_clocks (desk));
  scan->now = now;
  scan->once_a_day = once_a_day;
  scan->rows = g_ptr_array_new_with_free_func (g_object_unref);
  kb_desk_run_async (desk, NULL, scan_job, scan, kb_late_scan_free, cancellable, callback,
                     user_data);
}

GPtrArray *
kb_late_scan_finish (KbDesk        *desk,
                     GAsyncResult  *result,
                     GError       **error)
{
  KbLateScan *scan = kb_desk_run_finish (desk, result, error);

  return scan != NULL ? g_steal_pointer (&scan->rows) : NULL;
}
