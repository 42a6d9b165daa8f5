/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-complaint-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "kb-format.h"
#include "kb-highlight.h"
#include "kb-words.h"

/* What the reporter wrote: facts as label and value, then the story, one
 * label a paragraph, since a single label of 64 KiB lays out slowly. */

struct _KbComplaintPage
{
  GtkWidget parent_instance;

  GtkStack  *stack;
  GtkGrid   *facts;
  GtkBox    *story;
  GtkWidget *by_server;
  char      *query;
};

G_DEFINE_FINAL_TYPE (KbComplaintPage, kb_complaint_page, GTK_TYPE_WIDGET)

static void
remove_children (GtkWidget *parent)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (parent)) != NULL)
    gtk_widget_unparent (child);
}

static GtkWidget *
make_text (const char *text)
{
  return g_object_new (GTK_TYPE_LABEL,
                       "label", text,
                       "xalign", 0.f,
                       "yalign", 0.f,
                       "hexpand", TRUE,
                       "wrap", TRUE,
                       "wrap-mode", PANGO_WRAP_WORD_CHAR,
                       "selectable", TRUE,
                       NULL);
}

static void
add_fact (KbComplaintPage *self,
          const char      *name,
          const char      *value)
{
  GtkWidget *label;
  GtkWidget *text;
  int row = 0;

  if (value == NULL || *value == '\0')
    return;
  while (gtk_grid_get_child_at (self->facts, 0, row) != NULL)
    row++;
  label = g_object_new (GTK_TYPE_LABEL, "label", name, "xalign", 0.f, "yalign", 0.f, NULL);
  gtk_widget_add_css_class (label, "kb-secondary");
  text = make_text (value);
  gtk_widget_add_css_class (text, "numeric");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                  NULL, -1);
  gtk_grid_attach (self->facts, label, 0, row, 1, 1);
  gtk_grid_attach (self->facts, text, 1, row, 1, 1);
}

/* "Kabid Bina Marga · Dinas PUPR", of what is there. */
static char *
join (const char *const *texts)
{
  GString *joined = g_string_new (NULL);

  for (; *texts != NULL; texts++)
    {
      if (**texts == '\0')
        continue;
      if (joined->len > 0)
        g_string_append (joined, " · ");
      g_string_append (joined, *texts);
    }
  return g_string_free (joined, FALSE);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
show_facts (KbComplaintPage *self,
            KbCase          *kase)
{
  g_autofree char *kind = NULL, *name = NULL, *position = NULL, *unit = NULL;
  g_autofree char *from = NULL, *to = NULL, *where = NULL, *value = NULL;
  g_autofree char *witnesses = NULL, *elsewhere = NULL, *evidence = NULL, *alias = NULL;
  g_autofree char *registration = NULL;
  g_autofree char *reported = NULL, *period = NULL;

  g_object_get (kase,
                "reported-kind", &kind, "reported-name", &name, "reported-position", &position,
                "unit", &unit, "when-from", &from, "when-to", &to, "where", &where, "value", &value,
                "witnesses", &witnesses, "elsewhere", &elsewhere, "evidence", &evidence,
                "alias", &alias, "registration", &registration,
                NULL);
  reported = join ((const char *[]) { or_empty (name), or_empty (position), or_empty (unit),
                                      kb_words_reported (kind), NULL });
  period = kb_format_period (from, to);

  add_fact (self, _("Reported party"), reported);
  add_fact (self, _("When"), period);
  add_fact (self, _("Where"), where);
  add_fact (self, _("Value"), value);
  add_fact (self, _("Others who know"), witnesses);
  add_fact (self, _("Reported elsewhere"), elsewhere);
  add_fact (self, _("Evidence mentioned"), evidence);
  add_fact (self, _("Reporter's alias"), alias);
  add_fact (self, _("Registration"), registration);
}

static void
show_story (KbComplaintPage *self,
            const char      *text)
{
  g_auto (GStrv) paragraphs = g_strsplit (or_empty (text), "\n", -1);

  for (char **at = paragraphs; *at != NULL; at++)
    {
      g_strchomp (*at);
      if (**at != '\0')
        gtk_box_append (self->story, make_text (*at));
    }
}

static void
highlight (KbComplaintPage *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->story));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    kb_highlight_label (GTK_LABEL (child), self->query);
  for (int row = 0; (child = gtk_grid_get_child_at (self->facts, 1, row)) != NULL; row++)
    kb_highlight_label (GTK_LABEL (child), self->query);
}

static void
kb_complaint_page_dispose (GObject *object)
{
  g_clear_pointer (&KB_COMPLAINT_PAGE (object)->query, g_free);
  remove_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (kb_complaint_page_parent_class)->dispose (object);
}

static void
kb_complaint_page_class_init (KbComplaintPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_complaint_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-complaint-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbComplaintPage, stack);
  gtk_widget_class_bind_template_child (widget_class, KbComplaintPage, facts);
  gtk_widget_class_bind_template_child (widget_class, KbComplaintPage, story);
  gtk_widget_class_bind_template_child (widget_class, KbComplaintPage, by_server);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_complaint_page_init (KbComplaintPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_complaint_page_new (void)
{
  return g_object_new (KB_TYPE_COMPLAINT_PAGE, NULL);
}

/* GTK 4.8 would move the focus from a label that goes to the next selectable
 * one, which then looks at the former that is no more. */
static void
leave_focus (KbComplaintPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_root_set_focus (root, NULL);
}

/**
 * kb_complaint_page_set_case:
 * @self: the page
 * @kase: (nullable): the case; %NULL leaves the page blank
 */
void
kb_complaint_page_set_case (KbComplaintPage *self,
                            KbCase          *kase)
{
  g_autofree char *text = NULL;
  gboolean sealed = FALSE;
  gboolean by_server = FALSE;

  leave_focus (self);
  remove_children (GTK_WIDGET (self->facts));
  remove_children (GTK_WIDGET (self->story));
  gtk_stack_set_visible_child_name (self->stack, "complaint");
  gtk_widget_set_visible (self->by_server, FALSE);
  if (kase == NULL)
    return;

  g_object_get (kase, "sealed", &sealed, "text", &text, "by-server", &by_server, NULL);
  if (sealed)
    {
      gtk_stack_set_visible_child_name (self->stack, "sealed");
      return;
    }
  gtk_widget_set_visible (self->by_server, by_server);
  show_facts (self, kase);
  show_story (self, text);
  highlight (self);
}

/**
 * kb_complaint_page_set_query:
 * @self: the page
 * @query: (nullable): the search whose hits are marked
 */
void
kb_complaint_page_set_query (KbComplaintPage *self,
                             const char      *query)
{
  g_return_if_fail (KB_IS_COMPLAINT_PAGE (self));

  g_free (self->query);
  self->query = g_strdup (query);
  highlight (self);
}
