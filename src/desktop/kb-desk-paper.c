/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-paper.h"

#include "kb-desk-lists.h"
#include "kb-desk-private.h"
#include "kb-desk-settings.h"

/* What is printed or exported of a case, and the entry that says that it was. */

static KbLetterhead *
new_letterhead (KbDesk      *self,
                const char  *logo,
                char       **ret_fault)
{
  KbLetterhead *letterhead =
    kb_letterhead_new (self->office_name != NULL ? self->office_name : "",
                       kb_desk_get_setting (self, "letterhead"), logo);
  const GError *error = kb_letterhead_get_error (letterhead);

  *ret_fault = error != NULL ? g_strdup (error->message) : NULL;
  return letterhead;
}

KbPaper *
kb_desk_new_sheet_paper (KbDesk      *self,
                         KbCase      *kase,
                         const char  *logo,
                         char       **ret_fault)
{
  g_autoptr (KbLetterhead) letterhead = new_letterhead (self, logo, ret_fault);
  g_autoptr (KbSheet) empty = kb_sheet_new ();
  const KbSheetVersion *newest = kb_case_get_sheet (kase);

  return kb_paper_new_sheet (letterhead, kase, newest != NULL ? newest->sheet : empty,
                             g_get_real_time () / G_USEC_PER_SEC);
}

KbPaper *
kb_desk_new_case_paper (KbDesk      *self,
                        KbCase      *kase,
                        const char  *logo,
                        char       **ret_fault)
{
  g_autoptr (KbLetterhead) letterhead = new_letterhead (self, logo, ret_fault);
  KbChain head = { .seq = 0 };

  if (self->office != NULL)
    kb_sync_get_head (self->office->sync, kb_case_get_state (kase)->stream, &head);
  return kb_paper_new_case (letterhead, kase, kb_desk_get_clocks (self), &head,
                            g_get_real_time () / G_USEC_PER_SEC);
}

typedef struct
{
  guint32  id;
  char    *kind;
  char    *path;
  GBytes  *pdf;
} KbDeskExport;

static void
kb_desk_export_free (KbDeskExport *self)
{
  g_free (self->kind);
  g_free (self->path);
  g_bytes_unref (self->pdf);
  g_free (self);
}

static void
record (KbDesk              *self,
        const char          *what,
        guint32              id,
        const char          *kind,
        GBytes              *pdf,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  g_autofree char *digest = kb_paper_digest (pdf);
  g_autofree char *detail = g_strdup_printf ("%s %s", kind, digest);
  g_autoptr (JsonObject) members = kb_work_new_did (what, detail);

  kb_desk_write (self, id, members, callback, user_data);
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (kb_desk_write_finish (KB_DESK (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskExport *export = data;
  GError *error = NULL;

  if (kb_paper_save (export->pdf, export->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GTask) task = data;
  KbDeskExport *export = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  record (KB_DESK (source), "export", export->id, export->kind, export->pdf, recorded_cb,
          g_steal_pointer (&task));
}

void
kb_desk_export_async (KbDesk              *self,
                      guint32              id,
                      const char          *kind,
                      GBytes              *pdf,
                      const char          *path,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GTask) saving = g_task_new (self, NULL, saved_cb, task);
  KbDeskExport *export = g_new0 (KbDeskExport, 1);

  export->id = id;
  export->kind = g_strdup (kind);
  export->path = g_strdup (path);
  export->pdf = g_bytes_ref (pdf);
  g_task_set_task_data (saving, export, (GDestroyNotify) kb_desk_export_free);
  g_task_run_in_thread (saving, save_thread);
}

gboolean
kb_desk_export_finish (KbDesk        *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kb_desk_record_print (KbDesk              *self,
                      guint32              id,
                      const char          *kind,
                      GBytes              *pdf,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  record (self, "print", id, kind, pdf, callback, user_data);
}
