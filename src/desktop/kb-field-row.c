/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-field-row.h"

#include <glib/gi18n.h>

#include "kb-limits.h"
#include "kb-words.h"

struct _KbFieldRow
{
  AdwEntryRow parent_instance;

  char        *field;
  KbFieldKind  kind;
  char        *value;            /* of the case */
  guint32      id;
  GtkWidget   *pending;
};

G_DEFINE_FINAL_TYPE (KbFieldRow, kb_field_row, ADW_TYPE_ENTRY_ROW)

static void
set_title (KbFieldRow *self,
           const char *hint)
{
  const char *name = kb_words_work_field (self->field);
  /* Translators: name of a field, and what is to be known of what is typed there. */
  g_autofree char *title = hint != NULL ? g_strdup_printf (_("%s · %s"), name, hint)
                                        : g_strdup (name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
}

static void
set_problem (KbFieldRow *self,
             const char *hint)
{
  set_title (self, hint);
  if (hint != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static void
show_value (KbFieldRow *self)
{
  g_autofree char *shown = kb_field_text_show (self->kind, self->value);
  g_autofree char *line = kb_line_for_display (shown);

  gtk_editable_set_text (GTK_EDITABLE (self), line);
  set_problem (self, NULL);
}

static const char *
get_problem (KbFieldKind kind)
{
  if (kind == KB_FIELD_DATE)
    return _("type a day such as 24-11-2026");
  if (kind == KB_FIELD_MONEY)
    return _("type whole rupiah such as 1.250.000");
  return _("at most 500 characters");
}

static gboolean
is_unchanged (KbFieldRow *self)
{
  g_autofree char *shown = kb_field_text_show (self->kind, self->value);
  g_autofree char *line = kb_line_for_display (shown);

  return g_str_equal (line, gtk_editable_get_text (GTK_EDITABLE (self)));
}

static void
apply_cb (KbFieldRow *self)
{
  g_autofree char *value = NULL;

  if (self->id == 0 || is_unchanged (self))
    return;
  value = kb_field_text_read (self->kind, gtk_editable_get_text (GTK_EDITABLE (self)));
  if (value == NULL || g_utf8_strlen (value, -1) > (glong) KB_LIMIT_FIELD_CHARS)
    {
      set_problem (self, get_problem (self->kind));
      return;
    }
  if (!g_str_equal (value, self->value))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.set", "(usss)", self->id, self->field,
                                value, self->value);
  g_free (self->value);
  self->value = g_steal_pointer (&value);
  show_value (self);
}

/* The limit is shown while one types towards it. */
static void
changed_cb (KbFieldRow *self)
{
  guint n_chars = g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (self)), -1);
  g_autofree char *count = NULL;

  if (self->kind != KB_FIELD_TEXT || is_unchanged (self))
    {
      set_problem (self, NULL);
      return;
    }
  count = g_strdup_printf ("%u / %u", n_chars, KB_LIMIT_FIELD_CHARS);
  if (n_chars > KB_LIMIT_FIELD_CHARS)
    set_problem (self, count);
  else
    {
      set_problem (self, NULL);
      set_title (self, count);
    }
}

static gboolean
take_back_cb (GtkWidget *widget,
              GVariant  *args,
              gpointer   data)
{
  KbFieldRow *self = KB_FIELD_ROW (widget);

  if (is_unchanged (self))
    return GDK_EVENT_PROPAGATE;
  show_value (self);
  return GDK_EVENT_STOP;
}

static void
kb_field_row_finalize (GObject *object)
{
  KbFieldRow *self = KB_FIELD_ROW (object);

  g_free (self->field);
  g_free (self->value);
  G_OBJECT_CLASS (kb_field_row_parent_class)->finalize (object);
}

static void
kb_field_row_class_init (KbFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_field_row_finalize;
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, take_back_cb, NULL);
}

static void
kb_field_row_init (KbFieldRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->value = g_strdup ("");
  self->pending = gtk_image_new_from_icon_name ("content-loading-symbolic");
  gtk_widget_set_tooltip_text (self->pending, _("Waiting to be sent"));
  gtk_widget_set_visible (self->pending, FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), self->pending);
  g_signal_connect (self, "entry-activated", G_CALLBACK (apply_cb), NULL);
  g_signal_connect (self, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect_object (focus, "leave", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

GtkWidget *
kb_field_row_new (const char  *field,
                  KbFieldKind  kind)
{
  KbFieldRow *self = g_object_new (KB_TYPE_FIELD_ROW, NULL);

  self->field = g_strdup (field);
  self->kind = kind;
  if (kind != KB_FIELD_TEXT)
    gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  set_title (self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, kb_words_work_field (field), -1);
  return GTK_WIDGET (self);
}

void
kb_field_row_set_case (KbFieldRow *self,
                       KbCase     *kase)
{
  GPtrArray *fields = kase != NULL ? kb_case_get_state (kase)->fields : NULL;
  const KbField *field = kb_case_fields_find (fields, self->field, FALSE);
  guint32 id = kase != NULL ? kb_case_get_id (kase) : 0;
  gboolean typing;

  if (id != self->id)
    apply_cb (self);             /* what was typed for the case that goes */
  typing = id != 0 && id == self->id && !is_unchanged (self);
  self->id = id;
  g_free (self->value);
  self->value = g_strdup (kb_case_fields_get_value (fields, self->field));
  gtk_widget_set_visible (self->pending, field != NULL &&
                          ((KbFieldWrite *) field->writes->pdata[0])->seq == KB_PENDING_SEQ);
  if (!typing)
    show_value (self);
}
