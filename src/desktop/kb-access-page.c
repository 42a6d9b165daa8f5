/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-access-page-private.h"

#include <glib/gi18n.h>

#include "kb-format.h"

G_DEFINE_FINAL_TYPE (KbAccessPage, kb_access_page, GTK_TYPE_WIDGET)

typedef struct
{
  const char *title;
  const char *property;
  int         width;             /* 0: what is left */
  gboolean    numeric;
} KbAccessColumn;

static const KbAccessColumn columns[] = {
  { N_("Name"), "name", 0, FALSE },
  { N_("Role"), "role", 98, FALSE },
  { N_("Since"), "since", 90, TRUE },
  { N_("Keys"), "keys", 150, FALSE },
  { N_("Last heard"), "heard", 90, TRUE },
  { N_("State"), "state", 146, FALSE },
};

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
set_up_cell_cb (const KbAccessColumn *column,
                GtkListItem          *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (column->numeric)
    gtk_widget_add_css_class (label, "numeric");
  if (g_str_equal (column->property, "state"))
    gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_cell_cb (const KbAccessColumn *column,
              GtkListItem          *item)
{
  KbAccessRow *row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_last_child (box);
  g_autofree char *text = NULL;
  g_autofree char *icon_name = NULL;
  g_autofree char *style = NULL;
  g_autofree char *sentence = NULL;

  g_object_get (row, column->property, &text, "icon-name", &icon_name, "style", &style,
                "sentence", &sentence, NULL);
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, text);
  if (g_str_equal (column->property, "state"))
    {
      const char *classes[] = { style, NULL };

      gtk_image_set_from_icon_name (GTK_IMAGE (gtk_widget_get_first_child (box)), icon_name);
      gtk_widget_set_css_classes (box, classes);
    }
  /* Rows have no name of their own in GTK 4.8. */
  if (g_str_equal (column->property, "name"))
    gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                    -1);
}

static void
append_column (KbAccessPage         *self,
               const KbAccessColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view = gtk_column_view_column_new (_(column->title), factory);

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (set_up_cell_cb), (gpointer) column);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cell_cb), (gpointer) column);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (view, column->width);
  else
    gtk_column_view_column_set_expand (view, TRUE);
  gtk_column_view_append_column (self->table, view);
}

KbAccessRow *
kb_access_page_get_selected (KbAccessPage *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static void
update_actions (KbAccessPage *self)
{
  KbAccessRow *row = kb_access_page_get_selected (self);
  gboolean supervisor = self->role == KB_DESK_ROLE_SUPERVISOR;
  gboolean may_revoke = supervisor && row != NULL && kb_access_row_is_active (row);
  const char *why = NULL;

  if (row == NULL)
    why = _("Choose a device in the table first.");
  else if (!kb_access_row_is_active (row))
    why = _("This device has no access any more.");
  gtk_widget_set_visible (self->invite, supervisor);
  gtk_widget_set_visible (self->actions, supervisor);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "access.revoke", may_revoke);
  gtk_widget_set_tooltip_text (self->revoke, may_revoke ? _("Revoke access (Del)") : why);
  gtk_label_set_label (self->chosen, may_revoke ? kb_access_row_get_device (row)->name : why);
}

static void
selected_cb (KbAccessPage *self)
{
  update_actions (self);
}

static char *
get_heads_words (KbAccess *access)
{
  GString *words = g_string_new (NULL);

  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      guint64 seq = kb_access_get_head (access, stream);
      g_autofree char *count = kb_format_count (seq);

      if (seq > 0)
        g_string_append_printf (words, "%s%s %s", words->len > 0 ? " · " : "",
                                kb_access_stream_words (stream), count);
    }
  return g_string_free (words, words->len == 0);
}

static void
show_facts (KbAccessPage *self)
{
  const KbDevice *own = kb_access_get_own (self->access);
  g_autofree char *keys = kb_access_key_words (kb_access_get_key_names (self->access));
  g_autofree char *heads = get_heads_words (self->access);
  g_autofree char *words = NULL;
  g_autofree char *person = NULL;
  g_autofree char *place = NULL;

  if (own != NULL)
    words = kb_ceremony_device_words (kb_roster_get_genesis (kb_access_get_roster (self->access)),
                                      own);
  /* Translators: a person, a role, and the seven words of their computer. */
  person = own != NULL ? g_strdup_printf (_("%s · %s\nWords: %s"), own->name,
                                          kb_access_role_words (own->role), words)
                       : g_strdup ("–");
  /* Translators: %s is the name of a profile, an own set of files and keys. */
  place = g_strdup_printf (_("Keyring of this computer, profile “%s”"),
                           kb_access_get_profile (self->access));
  gtk_label_set_label (self->fact_person, person);
  gtk_label_set_label (self->fact_keys, keys);
  gtk_label_set_label (self->fact_place, place);
  gtk_label_set_label (self->fact_heads, heads != NULL ? heads : "–");
}

static void
show_counts (KbAccessPage *self)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint n_active = 0;
  g_autofree char *active = NULL;
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (KbAccessRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      n_active += kb_access_row_is_active (row) ? 1 : 0;
    }
  active = g_strdup_printf (ngettext ("%u device", "%u devices", n_active), n_active);
  /* Translators: first "7 devices", then how many have no access any more. */
  subtitle = n_active == n_rows ? g_strdup (active)
                                : g_strdup_printf (_("%s · %u revoked"), active, n_rows - n_active);
  adw_window_title_set_subtitle (self->title, subtitle);
}

/* The same device stays selected. */
static void
fill_table (KbAccessPage *self)
{
  const KbRoster *roster = kb_access_get_roster (self->access);
  KbAccessRow *former = kb_access_page_get_selected (self);
  g_autofree guint8 *chosen = former != NULL ? g_memdup2 (kb_access_row_get_device (former)->sign,
                                                          KB_SIGN_PUBLIC_SIZE)
                                             : NULL;

  g_list_store_remove_all (self->rows);
  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      g_autoptr (KbAccessRow) row = kb_access_row_new (self->access,
                                                       kb_roster_get_device (roster, i),
                                                       get_now ());

      g_list_store_insert_sorted (self->rows, row, kb_access_row_compare, NULL);
    }
  for (guint i = 0; chosen != NULL && i < kb_roster_get_n_devices (roster); i++)
    {
      g_autoptr (KbAccessRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (memcmp (kb_access_row_get_device (row)->sign, chosen, KB_SIGN_PUBLIC_SIZE) == 0)
        gtk_single_selection_set_selected (self->selection, i);
    }
}

static void
show_quiet (KbAccessPage *self)
{
  const char **names = kb_access_get_quiet (self->access);
  g_autoptr (KbFault) fault = NULL;

  if (names != NULL && names[0] != NULL)
    {
      g_autofree char *joined = g_strjoinv (", ", (GStrv) names);
      /* Translators: %s is one or more persons. */
      g_autofree char *sentence = g_strdup_printf (_("Nothing was heard of %s for more than two "
                                                     "weeks. If they are at work, the server may "
                                                     "be holding back what they write: ask them "
                                                     "by telephone."), joined);

      fault = kb_fault_new ("dialog-information-symbolic", _("Quiet colleagues"), sentence, NULL,
                            NULL);
    }
  kb_alert_bar_set (self->bar, KB_ALERT_INFO, fault);
}

/**
 * kb_access_page_set_access:
 * @self: the page
 * @access: who has access
 * @role: of this computer's device
 */
void
kb_access_page_set_access (KbAccessPage *self,
                           KbAccess     *access,
                           KbDeskRole    role)
{
  g_set_object (&self->access, access);
  self->role = role;
  show_facts (self);
  show_quiet (self);
  fill_table (self);
  kb_access_page_show_proposals (self);
  show_counts (self);
  update_actions (self);
}

void
kb_access_page_clear (KbAccessPage *self)
{
  GtkLabel *facts[] = { self->fact_person, self->fact_keys, self->fact_place, self->fact_pull,
                        self->fact_heads, self->fact_pending };

  g_clear_object (&self->access);
  g_list_store_remove_all (self->rows);
  gtk_widget_set_visible (self->proposals_box, FALSE);
  kb_alert_bar_set (self->bar, KB_ALERT_INFO, NULL);
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, NULL);
  adw_window_title_set_subtitle (self->title, "");
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    gtk_label_set_label (facts[i], "");
}

static void
update_pull (KbAccessPage *self)
{
  gint64 last_pull = 0;
  g_autofree char *when = NULL;

  g_object_get (self->desk, "last-pull", &last_pull, NULL);
  when = last_pull > 0 ? kb_format_moment (last_pull, get_now ()) : g_strdup (_("Not updated yet"));
  gtk_label_set_label (self->fact_pull, when);
}

static void
update_pending (KbAccessPage *self)
{
  guint n_pending = 0;
  g_autofree char *count = NULL;
  g_autofree char *words = NULL;

  g_object_get (self->desk, "n-pending", &n_pending, NULL);
  count = kb_format_count (n_pending);
  /* Translators: %s is how many entries were written here that the journal does not have yet. */
  words = n_pending > 0 ? g_strdup_printf (ngettext ("%s change", "%s changes", n_pending), count)
                        : g_strdup (_("Nothing"));
  gtk_label_set_label (self->fact_pending, words);
}

static gboolean
load_job (const KbOffice  *office,
          gpointer         data,
          GCancellable    *cancellable,
          GError         **error)
{
  KbAccess **access = data;

  *access = kb_access_load (office->sync, office->store, office->membership, error);
  return *access != NULL;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbAccessPage) self = data;
  g_autoptr (GError) error = NULL;
  KbAccess **loaded = kb_desk_run_finish (KB_DESK (source), result, &error);
  g_autoptr (KbAccess) access = loaded != NULL ? g_steal_pointer (loaded) : NULL;
  g_autoptr (KbFault) fault = NULL;
  int role = KB_DESK_ROLE_OFFICER;

  self->loading = FALSE;
  if (self->content == NULL)
    return;
  if (access == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fault = kb_fault_new_from_error (error);
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, fault);
  if (access == NULL)
    return;
  g_object_get (self->desk, "role", &role, NULL);
  kb_access_page_set_access (self, access, role);
  if (self->load_again)
    kb_access_page_reload (self);
}

/**
 * kb_access_page_reload:
 * @self: the page
 *
 * Reads the roster anew, behind the window.
 */
void
kb_access_page_reload (KbAccessPage *self)
{
  self->load_again = self->loading;
  if (self->loading || self->desk == NULL)
    return;
  self->loading = TRUE;
  update_pull (self);
  update_pending (self);
  kb_desk_run_async (self->desk, NULL, load_job, g_new0 (KbAccess *, 1), g_free, NULL, loaded_cb,
                     g_object_ref (self));
}

static void
update_doing (KbAccessPage *self)
{
  const char *doing = kb_desk_get_doing (self->desk);

  if (doing != NULL)
    gtk_label_set_label (self->doing_label, doing);
  gtk_spinner_set_spinning (self->doing_spinner, doing != NULL);
  gtk_revealer_set_reveal_child (self->doing, doing != NULL);
}

static void
roster_cb (KbAccessPage *self)
{
  update_doing (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    kb_access_page_reload (self);
}

void
kb_access_page_set_desk (KbAccessPage *self,
                         KbDesk       *desk)
{
  g_return_if_fail (self->desk == NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::office", G_CALLBACK (roster_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::last-pull", G_CALLBACK (update_pull), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::n-pending", G_CALLBACK (update_pending), self,
                           G_CONNECT_SWAPPED);
}

void
kb_access_page_focus (KbAccessPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
kb_access_page_dispose (GObject *object)
{
  KbAccessPage *self = KB_ACCESS_PAGE (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->access);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_access_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, KbAccessPage, content);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, title);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, invite);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, bar);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, doing);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, doing_spinner);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, doing_label);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, fact_person);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, fact_keys);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, fact_place);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, fact_pull);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, fact_heads);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, fact_pending);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, proposals_box);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, proposals);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, table);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, selection);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, rows);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, actions);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, chosen);
  gtk_widget_class_bind_template_child (klass, KbAccessPage, revoke);
}

static void
kb_access_page_class_init (KbAccessPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_access_page_dispose;
  g_type_ensure (KB_TYPE_ALERT_BAR);
  g_type_ensure (KB_TYPE_ACCESS_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-access-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  kb_access_page_install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "kbaccesspage");
}

static void
kb_access_page_init (KbAccessPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    append_column (self, &columns[i]);
  update_actions (self);
}
