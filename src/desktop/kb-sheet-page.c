/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sheet-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-guide-popover.h"
#include "kb-limits.h"
#include "kb-problem.h"
#include "kb-sheet-form.h"

#define DRAFT_KIND "sheet"

struct _KbSheetPage
{
  GtkWidget parent_instance;

  KbCase         *kase;
  gboolean        may_write;
  guint           shown;         /* version that is read, from 1; 0: the form is written */
  char           *written;       /* JSON of the form's draft while a version is read */

  GtkWidget      *content;
  GtkLabel       *state;
  GtkMenuButton  *versions_button;
  GtkBox         *version_list;
  GtkMenuButton  *guide;
  GtkButton      *save;
  GtkWidget      *old_bar;
  GtkLabel       *old_label;
  GtkWidget      *problem;
  GtkLabel       *problem_label;
  KbSheetForm    *form;
};

G_DEFINE_FINAL_TYPE (KbSheetPage, kb_sheet_page, GTK_TYPE_WIDGET)

static guint
get_n_versions (KbSheetPage *self)
{
  return self->kase != NULL ? kb_case_get_sheets (self->kase)->len : 0;
}

static const KbSheetVersion *
get_version (KbSheetPage *self,
             guint        n)
{
  return n >= 1 && n <= get_n_versions (self) ? kb_case_get_sheets (self->kase)->pdata[n - 1]
                                              : NULL;
}

static char *
dup_version_words (KbSheetPage *self,
                   guint        n)
{
  const KbSheetVersion *version = get_version (self, n);
  const char *author = version->author_name != NULL ? version->author_name : _("Unknown person");
  g_autofree char *when = version->pending
                            ? g_strdup (_("Waiting to be sent"))
                            : kb_format_moment (version->hour, g_get_real_time () / G_USEC_PER_SEC);

  /* Translators: a version of the review sheet: its number, who saved it and when. */
  return g_strdup_printf (_("Version %u · %s, %s"), n, author, when);
}

static void
show_state (KbSheetPage *self,
            const char  *words)
{
  gtk_label_set_label (self->state, words);
}

/* The newest version, or what the complaint says already. */
static void
fill_afresh (KbSheetPage *self)
{
  const KbSheetVersion *newest = get_version (self, get_n_versions (self));
  g_autofree char *words = NULL;

  if (newest != NULL)
    {
      words = dup_version_words (self, get_n_versions (self));
      kb_sheet_form_show (self->form, newest->sheet);
    }
  else
    kb_sheet_form_begin (self->form, kb_case_get_state (self->kase));
  show_state (self, words != NULL ? words : _("Not saved yet"));
}

static void
set_reading (KbSheetPage *self,
             guint        n)
{
  self->shown = n;
  gtk_widget_set_visible (self->old_bar, n != 0);
  kb_sheet_form_set_editable (self->form, n == 0 && self->may_write);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), n == 0 && self->may_write);
  gtk_widget_set_sensitive (GTK_WIDGET (self->guide), n == 0 && self->may_write);
}

static void
stop_reading_cb (KbSheetPage *self)
{
  if (self->shown == 0)
    return;
  set_reading (self, 0);
  if (self->written != NULL)
    kb_sheet_form_read (self->form, self->written);
  else
    fill_afresh (self);
  g_clear_pointer (&self->written, g_free);
}

static void
keep_draft (KbSheetPage *self,
            const char  *text)
{
  if (self->kase != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.draft", "(uss)",
                                kb_case_get_id (self->kase), DRAFT_KIND, text);
}

static void
changed_cb (KbSheetPage *self)
{
  g_autofree char *draft = kb_sheet_form_dup_draft (self->form);

  gtk_widget_set_visible (self->problem, FALSE);
  show_state (self, _("Keeping the draft…"));
  keep_draft (self, draft);
}

/* An old version becomes what is written now; it is not saved by that. */
static void
take_over_cb (KbSheetPage *self)
{
  set_reading (self, 0);
  g_clear_pointer (&self->written, g_free);
  changed_cb (self);
}

static void
read_version_cb (KbSheetPage *self,
                 GtkButton   *button)
{
  guint n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kb-version"));
  const KbSheetVersion *version = get_version (self, n);
  g_autofree char *words = NULL;

  gtk_menu_button_popdown (self->versions_button);
  if (version == NULL)
    return;
  if (self->shown == 0 && kb_sheet_form_is_touched (self->form))
    self->written = kb_sheet_form_dup_draft (self->form);
  words = dup_version_words (self, n);
  kb_sheet_form_show (self->form, version->sheet);
  gtk_label_set_label (self->old_label, words);
  set_reading (self, n);
}

static void
show_versions (KbSheetPage *self)
{
  g_autofree char *label = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->version_list))) != NULL)
    gtk_box_remove (self->version_list, child);
  for (guint n = get_n_versions (self); n >= 1; n--)
    {
      g_autofree char *words = dup_version_words (self, n);
      GtkWidget *button = gtk_button_new_with_label (words);

      gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
      gtk_widget_add_css_class (button, "flat");
      g_object_set_data (G_OBJECT (button), "kb-version", GUINT_TO_POINTER (n));
      g_signal_connect_object (button, "clicked", G_CALLBACK (read_version_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->version_list, button);
    }
  /* Translators: %u is how many versions of the review sheet were saved. */
  label = g_strdup_printf (_("Version %u"), get_n_versions (self));
  gtk_menu_button_set_label (self->versions_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->versions_button), get_n_versions (self) > 0);
}

static void
proposed_cb (KbSheetPage       *self,
             const KbGuideNode *node)
{
  kb_sheet_form_propose (self->form, node);
  changed_cb (self);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  kb_sheet_page_save (KB_SHEET_PAGE (widget));
}

static void
versions_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  KbSheetPage *self = KB_SHEET_PAGE (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->versions_button)))
    gtk_menu_button_popup (self->versions_button);
}

static void
kb_sheet_page_dispose (GObject *object)
{
  KbSheetPage *self = KB_SHEET_PAGE (object);

  g_clear_object (&self->kase);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->written, g_free);
  G_OBJECT_CLASS (kb_sheet_page_parent_class)->dispose (object);
}

static void
kb_sheet_page_class_init (KbSheetPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_sheet_page_dispose;
  g_type_ensure (KB_TYPE_SHEET_FORM);
  g_type_ensure (KB_TYPE_GUIDE_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-sheet-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, content);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, state);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, versions_button);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, version_list);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, guide);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, save);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, old_bar);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, old_label);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, problem);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, KbSheetPage, form);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, proposed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_reading_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_over_cb);
  gtk_widget_class_install_action (widget_class, "sheet.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "sheet.versions", NULL, versions_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_ALT_MASK, "sheet.versions",
                                       NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_sheet_page_init (KbSheetPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_sheet_page_new (void)
{
  return g_object_new (KB_TYPE_SHEET_PAGE, NULL);
}

static gboolean
is_same (KbSheetPage *self,
         KbCase      *kase)
{
  return self->kase != NULL && kase != NULL && kb_case_get_id (self->kase) == kb_case_get_id (kase);
}

void
kb_sheet_page_set_case (KbSheetPage *self,
                        KbCase      *kase,
                        gboolean     may_write)
{
  gboolean same = is_same (self, kase);

  g_return_if_fail (KB_IS_SHEET_PAGE (self));

  g_set_object (&self->kase, kase);
  self->may_write = may_write;
  show_versions (self);
  gtk_widget_set_visible (self->problem, FALSE);
  if (same && self->shown != 0)
    return;
  g_clear_pointer (&self->written, g_free);
  set_reading (self, 0);
  if (same && kb_sheet_form_is_touched (self->form))
    return;
  if (kase != NULL)
    fill_afresh (self);
  else
    kb_sheet_form_clear (self->form);
}

/* It was saved; the case as it is now comes before or after this. */
static void
draft_ended (KbSheetPage *self)
{
  const KbSheetVersion *newest = get_version (self, get_n_versions (self));
  g_autoptr (KbSheet) sheet = NULL;
  g_autofree char *json = NULL;
  g_autofree char *saved = NULL;

  if (!kb_sheet_form_is_touched (self->form))
    return;
  sheet = kb_sheet_form_dup_sheet (self->form);
  json = kb_sheet_to_json (sheet);
  saved = newest != NULL ? kb_sheet_to_json (newest->sheet) : NULL;
  if (g_strcmp0 (json, saved) == 0)
    fill_afresh (self);
  else
    kb_sheet_form_untouch (self->form);
}

void
kb_sheet_page_set_draft (KbSheetPage *self,
                         const char  *text,
                         gint64       saved)
{
  g_autofree char *clock = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (KB_IS_SHEET_PAGE (self));

  if (self->kase == NULL || self->shown != 0)
    return;
  if (text == NULL || *text == '\0')
    {
      draft_ended (self);
      return;
    }
  if (!kb_sheet_form_is_touched (self->form))
    kb_sheet_form_read (self->form, text);
  if (saved == 0)
    return;
  clock = kb_format_time (saved);
  /* Translators: %s is a time of the day. */
  sentence = g_strdup_printf (_("Draft kept %s"), clock);
  show_state (self, sentence);
}

/**
 * kb_sheet_page_save:
 * @self: the page
 *
 * Saves what is written as a new version, or says what is missing.
 */
void
kb_sheet_page_save (KbSheetPage *self)
{
  g_autoptr (KbSheet) sheet = NULL;
  g_autofree char *json = NULL;
  const char *problem = NULL;
  GtkWidget *focus = NULL;

  g_return_if_fail (KB_IS_SHEET_PAGE (self));

  if (self->kase == NULL || self->shown != 0 || !self->may_write)
    return;
  problem = kb_sheet_form_find_problem (self->form, &focus);
  kb_problem_show (self->problem, self->problem_label, problem, focus);
  if (problem != NULL)
    return;
  sheet = kb_sheet_form_dup_sheet (self->form);
  json = kb_sheet_to_json (sheet);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.save-sheet", "(us)",
                              kb_case_get_id (self->kase), json);
}

KbSheet *
kb_sheet_page_dup_sheet (KbSheetPage *self)
{
  return kb_sheet_form_dup_sheet (self->form);
}

void
kb_sheet_page_focus (KbSheetPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}
