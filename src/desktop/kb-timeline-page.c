/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-timeline-page.h"

#include <glib/gi18n.h>

#include "kb-dialogs.h"
#include "kb-format.h"
#include "kb-timeline-row.h"
#include "kb-timeline-text.h"

#define PAGE 200u

struct _KbTimelinePage
{
  GtkWidget parent_instance;

  KbCase            *kase;
  guint32            id;
  guint              n_shown;    /* at most, the newest */
  gboolean           at_end;     /* where the person was reading */
  double             value;
  guint              scroll_id;
  guint              n_frames;   /* until then */
  char              *query;      /* of the search that is active, or NULL */

  GtkWidget         *content;
  GtkWidget         *earlier;
  GtkSliceListModel *slice;
  GtkListView       *timeline;
};

G_DEFINE_FINAL_TYPE (KbTimelinePage, kb_timeline_page, GTK_TYPE_WIDGET)

static void
show_slice (KbTimelinePage *self)
{
  GListModel *timeline = self->kase != NULL ? kb_case_get_timeline (self->kase) : NULL;
  guint n_items = timeline != NULL ? g_list_model_get_n_items (timeline) : 0;
  guint offset = n_items > self->n_shown ? n_items - self->n_shown : 0;

  gtk_slice_list_model_set_model (self->slice, NULL);
  gtk_slice_list_model_set_offset (self->slice, offset);
  gtk_slice_list_model_set_size (self->slice, n_items - offset);
  gtk_slice_list_model_set_model (self->slice, timeline);
  gtk_widget_set_visible (self->earlier, offset > 0);
}

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  KbTimelinePage *self = KB_TIMELINE_PAGE (widget);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->slice));

  if (self->n_frames-- > 0)
    return G_SOURCE_CONTINUE;
  self->scroll_id = 0;
  if (self->at_end && n_items > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->timeline), "list.scroll-to-item", "u",
                                n_items - 1);
  else
    gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->timeline)),
                              self->value);
  return G_SOURCE_REMOVE;
}

/* What is new stands last; who reads further up stays there. A list that was not laid out yet
 * scrolls nowhere: with the frame after the next. */
static void
scroll_soon (KbTimelinePage *self)
{
  self->n_frames = 1;
  if (self->scroll_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->scroll_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

static void
remember_place (KbTimelinePage *self)
{
  GtkAdjustment *place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->timeline));
  double end = gtk_adjustment_get_upper (place) - gtk_adjustment_get_page_size (place);

  self->value = gtk_adjustment_get_value (place);
  self->at_end = !gtk_widget_get_mapped (GTK_WIDGET (self)) || self->value >= end - 1;
}

static void
kb_timeline_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (kb_timeline_page_parent_class)->map (widget);
  scroll_soon (KB_TIMELINE_PAGE (widget));
}

static void
earlier_cb (KbTimelinePage *self)
{
  self->n_shown += PAGE;
  show_slice (self);
}

static void
activated_cb (KbTimelinePage *self,
              guint           position)
{
  g_autoptr (KbTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (self->slice), position);
  g_autofree char *text = NULL;

  if (item == NULL || self->kase == NULL)
    return;
  text = kb_timeline_text_item (self->kase, item);
  kb_dialogs_show_text (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Entry"), text);
}

static void
setup_item_cb (KbTimelinePage *self,
               GtkListItem    *item)
{
  gtk_list_item_set_child (item, kb_timeline_row_new ());
}

static void
bind_item_cb (KbTimelinePage *self,
              GtkListItem    *item)
{
  KbTimelineRow *row = KB_TIMELINE_ROW (gtk_list_item_get_child (item));

  kb_timeline_row_set_query (row, self->query);
  kb_timeline_row_set_item (row, gtk_list_item_get_item (item));
}

static void
kb_timeline_page_dispose (GObject *object)
{
  KbTimelinePage *self = KB_TIMELINE_PAGE (object);

  if (self->scroll_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_id);
  self->scroll_id = 0;
  g_clear_object (&self->kase);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_timeline_page_parent_class)->dispose (object);
}

static void
kb_timeline_page_class_init (KbTimelinePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_timeline_page_dispose;
  widget_class->map = kb_timeline_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-timeline-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbTimelinePage, content);
  gtk_widget_class_bind_template_child (widget_class, KbTimelinePage, earlier);
  gtk_widget_class_bind_template_child (widget_class, KbTimelinePage, slice);
  gtk_widget_class_bind_template_child (widget_class, KbTimelinePage, timeline);
  gtk_widget_class_bind_template_callback (widget_class, setup_item_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_item_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, earlier_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_timeline_page_init (KbTimelinePage *self)
{
  self->n_shown = PAGE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_timeline_page_new (void)
{
  return g_object_new (KB_TYPE_TIMELINE_PAGE, NULL);
}

void
kb_timeline_page_set_case (KbTimelinePage *self,
                           KbCase         *kase)
{
  g_return_if_fail (KB_IS_TIMELINE_PAGE (self));

  if (self->kase != NULL && self->scroll_id == 0)
    remember_place (self);
  g_set_object (&self->kase, kase);
  if (kase != NULL && kb_case_get_id (kase) != self->id)
    {
      self->id = kb_case_get_id (kase);
      self->n_shown = PAGE;
      self->at_end = TRUE;
    }
  show_slice (self);
  if (kase != NULL)
    scroll_soon (self);
}

void
kb_timeline_page_set_query (KbTimelinePage *self,
                            const char     *query)
{
  GtkWidget *row;

  g_return_if_fail (KB_IS_TIMELINE_PAGE (self));

  g_free (self->query);
  self->query = g_strdup (query);
  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->timeline)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (KB_IS_TIMELINE_ROW (gtk_widget_get_first_child (row)))
      kb_timeline_row_set_query (KB_TIMELINE_ROW (gtk_widget_get_first_child (row)), query);
}
