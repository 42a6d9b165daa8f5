/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

#include "kb-desk-related.h"
#include "kb-relate-dialog.h"

/* Links between cases. Each stands in both; they are never merged. */

typedef struct
{
  KbWindow *window;
  guint32   id;
  guint     turn;                /* an older answer is not added to a newer one */
} KbLoadingRelated;

static void
loading_related_free (KbLoadingRelated *self)
{
  g_object_unref (self->window);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbLoadingRelated, loading_related_free)

/* The case that it was for, while that one is shown. */
static KbCase *
get_case (KbLoadingRelated *self)
{
  KbCase *kase = kb_case_detail_get_case (self->window->detail);

  return kase != NULL && kb_case_get_id (kase) == self->id ? kase : NULL;
}

static void
alike_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbLoadingRelated) loading = data;
  g_autoptr (GPtrArray) alike = kb_desk_found_cases_finish (KB_DESK (source), result, NULL);

  if (alike != NULL && loading->turn == loading->window->related_turn && get_case (loading) != NULL)
    kb_case_detail_offer_related (loading->window->detail, alike);
}

static void
related_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbLoadingRelated) loading = data;
  g_autoptr (GPtrArray) found = kb_desk_found_cases_finish (KB_DESK (source), result, NULL);
  KbCase *kase = get_case (loading);

  if (kase == NULL)
    return;
  kb_case_detail_set_related (loading->window->detail, found);
  loading->turn = ++loading->window->related_turn;
  kb_desk_find_alike_async (KB_DESK (source), kase, NULL, alike_cb, g_steal_pointer (&loading));
}

/**
 * kb_window_load_related:
 * @self: the window
 *
 * Shows what the case that is shown is linked with.
 */
void
kb_window_load_related (KbWindow *self)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);
  KbLoadingRelated *loading = g_new0 (KbLoadingRelated, 1);

  loading->window = g_object_ref (self);
  loading->id = kb_case_get_id (kase);
  kb_desk_load_related_async (self->desk, kase, NULL, related_cb, loading);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!kb_desk_write_finish (KB_DESK (source), result, &error))
    kb_window_write_failed (self, error);
}

static void
write_link (KbWindow   *self,
            KbWorkKind  kind,
            GVariant   *parameter)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);
  g_autofree char *own = NULL;
  g_autoptr (JsonObject) here = NULL;
  g_autoptr (JsonObject) there = NULL;
  const char *other;
  guint32 id;

  if (kase == NULL)
    return;
  g_variant_get (parameter, "(u&s)", &id, &other);
  own = kb_hex_encode (kb_case_get_state (kase)->case_id, KB_CASE_ID_SIZE);
  here = kb_work_new (kind, KB_WORK_RELATED, other);
  there = kb_work_new (kind, KB_WORK_RELATED, own);
  kb_desk_write (self->desk, kb_case_get_id (kase), here, written_cb, g_object_ref (self));
  kb_desk_write (self->desk, id, there, written_cb, g_object_ref (self));
  kb_window_toast (self, kind == KB_WORK_ADD ? _("Cases linked.") : _("Link taken back."));
}

static void
relate_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  write_link (KB_WINDOW (widget), KB_WORK_ADD, parameter);
}

static void
unrelate_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  write_link (KB_WINDOW (widget), KB_WORK_REMOVE, parameter);
}

static void
find_related_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCase *kase = kb_case_detail_get_case (self->detail);

  if (kase != NULL)
    gtk_window_present (GTK_WINDOW (kb_relate_dialog_new (self->desk, kase, GTK_WINDOW (self))));
}

static void
show_case_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  kb_window_show_case (KB_WINDOW (widget), g_variant_get_uint32 (parameter));
}

void
kb_window_install_related (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.relate", "(us)", relate_action);
  gtk_widget_class_install_action (klass, "win.unrelate", "(us)", unrelate_action);
  gtk_widget_class_install_action (klass, "win.find-related", NULL, find_related_action);
  gtk_widget_class_install_action (klass, "win.show-case", "u", show_case_action);
}
