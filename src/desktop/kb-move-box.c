/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-move-box.h"

#include <glib/gi18n.h>

#include "kb-sheet.h"

struct _KbMoveBox
{
  GtkWidget parent_instance;

  GtkWidget     *content;
  GtkButton     *primary;
  GtkMenuButton *blocked;        /* in place of the former: says why */
  GtkLabel      *blocked_why;
  GtkMenuButton *more;
  GtkBox        *moves;
  GtkWidget     *why_box;
  GtkLabel      *why;
  GtkWidget     *why_sheet;
};

G_DEFINE_FINAL_TYPE (KbMoveBox, kb_move_box, GTK_TYPE_WIDGET)

static void
popdown_cb (KbMoveBox *self)
{
  gtk_menu_button_popdown (self->blocked);
  gtk_menu_button_popdown (self->more);
}

static void
set_target (GtkButton    *button,
            const KbMove *move)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", move->to->code);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.move");
}

static void
add_move (KbMoveBox    *self,
          const KbMove *move)
{
  GtkWidget *button = gtk_button_new_with_label (_(move->label));

  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_widget_add_css_class (button, "flat");
  set_target (GTK_BUTTON (button), move);
  g_signal_connect_object (button, "clicked", G_CALLBACK (popdown_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->moves, button);
}

static void
clear (KbMoveBox *self)
{
  GtkWidget *child;

  popdown_cb (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->moves))) != NULL)
    gtk_box_remove (self->moves, child);
  gtk_widget_set_visible (GTK_WIDGET (self->primary), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->blocked), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->more), FALSE);
}

static void
show_primary (KbMoveBox    *self,
              const KbMove *move)
{
  g_autofree char *tip = NULL;

  gtk_button_set_label (self->primary, _(move->label));
  set_target (self->primary, move);
  /* Translators: %s is what the button does, "Start verification". */
  tip = g_strdup_printf (_("%s (Ctrl+Enter)"), _(move->label));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->primary), tip);
  gtk_widget_set_visible (GTK_WIDGET (self->primary), TRUE);
}

/* The sheet is what lets the case go on. */
static void
show_sheet (KbMoveBox *self)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->primary), NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary), "win.sheet");
  gtk_button_set_label (self->primary, _("Fill in the review…"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->primary), _("Fill in the review… (Ctrl+Enter)"));
  gtk_widget_set_visible (GTK_WIDGET (self->primary), TRUE);
}

static void
show_blocked (KbMoveBox    *self,
              const KbMove *move)
{
  /* Translators: %s is a step, such as "Make the disposition". */
  g_autofree char *why = g_strdup_printf (_("“%s” is not possible yet, because the review sheet "
                                            "has not been saved."), _(move->label));

  gtk_menu_button_set_label (self->blocked, _(move->label));
  gtk_label_set_label (self->blocked_why, why);
  gtk_widget_set_visible (GTK_WIDGET (self->blocked), TRUE);
}

/* The step that comes next, whoever may make it; NULL: none is suggested. */
static const KbMove *
find_next (const char *from)
{
  g_autoptr (GPtrArray) moves = kb_workflow_list_moves (from, KB_DEVICE_ROLE_SUPERVISOR);
  const KbMove *first = moves->len > 0 ? moves->pdata[0] : NULL;

  return first != NULL && first->suggested ? first : NULL;
}

/* What is not yet possible, or not this role's; NULL: nothing to say. */
static char *
dup_why (const KbMove *next,
         gboolean      own,
         GPtrArray    *blocked)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < blocked->len; i++)
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "",
                            _(((const KbMove *) blocked->pdata[i])->label));
  if (blocked->len > 0)
    /* Translators: %s are steps, such as “Dispose…”. */
    return g_strdup_printf (_("Possible once the review sheet is saved: %s."), names->str);
  if (!own && next != NULL)
    /* Translators: %s is a step, such as "Dispose…". */
    return g_strdup_printf (_("The next step, “%s”, is the supervisor's."), _(next->label));
  if (!own)
    return g_strdup (_("This case rests here. There is no next step."));
  return NULL;
}

static void
kb_move_box_dispose (GObject *object)
{
  KbMoveBox *self = KB_MOVE_BOX (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_move_box_parent_class)->dispose (object);
}

static void
kb_move_box_class_init (KbMoveBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_move_box_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-move-box.ui");
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, content);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, primary);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, blocked);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, blocked_why);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, more);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, moves);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, why_box);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, why);
  gtk_widget_class_bind_template_child (widget_class, KbMoveBox, why_sheet);
  gtk_widget_class_bind_template_callback (widget_class, popdown_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_move_box_init (KbMoveBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_move_box_new (void)
{
  return g_object_new (KB_TYPE_MOVE_BOX, NULL);
}

/* The suggested step has the button, the others follow behind it. */
static void
show_moves (KbMoveBox *self,
            GPtrArray *moves,
            GPtrArray *blocked,
            gboolean   has_sheet)
{
  for (guint i = 0; i < moves->len; i++)
    {
      const KbMove *move = moves->pdata[i];
      gboolean needs_sheet = move->needs_sheet && !has_sheet;

      if (i == 0 && move->suggested && needs_sheet)
        show_blocked (self, move);
      else if (i == 0 && move->suggested)
        show_primary (self, move);
      else if (needs_sheet)
        g_ptr_array_add (blocked, (gpointer) move);
      else
        add_move (self, move);
    }
}

void
kb_move_box_set_case (KbMoveBox    *self,
                      KbCase       *kase,
                      KbDeviceRole  role)
{
  const KbCaseState *state;
  const KbMove *next;
  g_autoptr (GPtrArray) moves = NULL;
  g_autoptr (GPtrArray) blocked = g_ptr_array_new ();
  g_autofree char *why = NULL;
  gboolean has_sheet, own;

  g_return_if_fail (KB_IS_MOVE_BOX (self));

  clear (self);
  if (kase == NULL)
    return;
  state = kb_case_get_state (kase);
  has_sheet = *kb_case_fields_get_value (state->fields, KB_WORK_SHEET) != '\0';
  moves = kb_workflow_list_moves (state->status->code, role);
  next = find_next (state->status->code);
  own = moves->len > 0 && (next == NULL || ((const KbMove *) moves->pdata[0])->suggested);
  show_moves (self, moves, blocked, has_sheet);
  if (!own && next != NULL && next->needs_sheet && !has_sheet)
    show_sheet (self);
  why = dup_why (next, own, blocked);
  gtk_widget_set_visible (self->why_box, why != NULL);
  gtk_widget_set_visible (self->why_sheet, blocked->len > 0);
  gtk_label_set_label (self->why, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->moves),
                          gtk_widget_get_first_child (GTK_WIDGET (self->moves)) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->more),
                          why != NULL || gtk_widget_get_visible (GTK_WIDGET (self->moves)));
}

void
kb_move_box_press (KbMoveBox *self)
{
  g_return_if_fail (KB_IS_MOVE_BOX (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self->primary)))
    gtk_widget_activate (GTK_WIDGET (self->primary));
  else if (gtk_widget_get_visible (GTK_WIDGET (self->blocked)))
    gtk_menu_button_popup (self->blocked);
  else if (gtk_widget_get_visible (GTK_WIDGET (self->more)))
    gtk_menu_button_popup (self->more);
}
