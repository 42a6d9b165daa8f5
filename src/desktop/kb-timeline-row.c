/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-timeline-row.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-highlight.h"
#include "kb-words.h"

/* One entry of the case: what, by whom, when. Openings of the identity stand
 * out in the colour of custody and name letter and reason. */

struct _KbTimelineRow
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkImage  *icon;
  GtkLabel  *what;
  GtkLabel  *who;
  GtkLabel  *why;
  GtkLabel  *when;
  char      *query;
};

G_DEFINE_FINAL_TYPE (KbTimelineRow, kb_timeline_row, GTK_TYPE_WIDGET)

static const char *
get_icon_name (int      kind,
               gboolean aside,
               gboolean pending,
               gboolean outgoing)
{
  if (aside)
    return "dialog-warning-symbolic";
  if (kind == KB_KIND_IDENTITY_USE)
    return "changes-allow-symbolic";
  if (pending)
    return "content-loading-symbolic";
  if (kind == KB_KIND_MESSAGE)
    return outgoing ? "mail-send-symbolic" : "mail-unread-symbolic";
  if (kind == KB_KIND_COMPLAINT || kind == KB_KIND_WIDENING)
    return "mail-unread-symbolic";
  if (kind == KB_KIND_WORK)
    return "document-edit-symbolic";
  return "content-loading-symbolic";
}

static void
kb_timeline_row_dispose (GObject *object)
{
  KbTimelineRow *self = KB_TIMELINE_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (kb_timeline_row_parent_class)->dispose (object);
}

static void
kb_timeline_row_class_init (KbTimelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_timeline_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-timeline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, content);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, what);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, who);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, why);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, when);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kb_timeline_row_init (KbTimelineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_timeline_row_new (void)
{
  return g_object_new (KB_TYPE_TIMELINE_ROW, NULL);
}

static void
highlight (KbTimelineRow *self)
{
  kb_highlight_label (self->what, self->query);
  kb_highlight_label (self->why, self->query);
}

/**
 * kb_timeline_row_set_query:
 * @self: the row
 * @query: (nullable): the search whose hits are marked
 */
void
kb_timeline_row_set_query (KbTimelineRow *self,
                           const char    *query)
{
  if (g_strcmp0 (self->query, query) == 0)
    return;
  g_free (self->query);
  self->query = g_strdup (query);
  highlight (self);
}

/**
 * kb_timeline_row_set_item:
 * @self: the row
 * @item: the entry to show; it does not change any more
 */
void
kb_timeline_row_set_item (KbTimelineRow  *self,
                          KbTimelineItem *item)
{
  g_autofree char *what = NULL;
  g_autofree char *who = NULL;
  g_autofree char *why = NULL;
  g_autofree char *when = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *role = NULL;
  gboolean pending;
  int quarantine;
  gint64 hour;
  int kind;

  g_object_get (item, "kind", &kind, "hour", &hour, "quarantine", &quarantine, "pending", &pending,
                "author-role", &role, NULL);
  kb_words_item (item, &what, &who, &why);
  when = pending ? g_strdup (_("Waiting to be sent"))
                 : kb_format_moment (hour, g_get_real_time () / G_USEC_PER_SEC);
  gtk_image_set_from_icon_name (self->icon,
                                get_icon_name (kind, quarantine != KB_QUARANTINE_NONE, pending,
                                               g_strcmp0 (role, "reporter") != 0));
  gtk_label_set_label (self->what, what);
  gtk_label_set_label (self->who, who != NULL ? who : "");
  gtk_widget_set_visible (GTK_WIDGET (self->who), who != NULL);
  gtk_label_set_label (self->why, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->why), why != NULL);
  gtk_label_set_label (self->when, when);
  highlight (self);
  if (kind == KB_KIND_IDENTITY_USE && quarantine == KB_QUARANTINE_NONE)
    gtk_widget_add_css_class (self->content, "kb-custody");
  else
    gtk_widget_remove_css_class (self->content, "kb-custody");

  spoken = g_strdup_printf ("%s. %s. %s. %s", what, who != NULL ? who : "", when,
                            why != NULL ? why : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
