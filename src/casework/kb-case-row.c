/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case.h"

#include "kb-case-properties.h"

struct _KbCaseRow
{
  GObject      parent_instance;

  guint32      id;
  gboolean     unread;
  KbCaseState *state;           /* NULL until the row is filled */
  KbCaseDue    due;
  int          left;
  gboolean     draft;
};

G_DEFINE_FINAL_TYPE (KbCaseRow, kb_case_row, G_TYPE_OBJECT)

/* Of a row alone, behind those of a case. */
enum
{
  PROP_DUE = KB_N_CASE_PROPERTIES,
  PROP_LEFT,
  PROP_DRAFT,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
kb_case_row_finalize (GObject *object)
{
  KbCaseRow *self = KB_CASE_ROW (object);

  kb_case_state_free (self->state);

  G_OBJECT_CLASS (kb_case_row_parent_class)->finalize (object);
}

static void
kb_case_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  KbCaseRow *self = KB_CASE_ROW (object);

  switch (prop_id)
    {
    case PROP_DUE:
      g_value_set_int (value, self->due);
      break;
    case PROP_LEFT:
      g_value_set_int (value, self->left);
      break;
    case PROP_DRAFT:
      g_value_set_boolean (value, self->draft);
      break;
    default:
      if (!kb_case_properties_get (prop_id, self->id, self->state, self->unread, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_case_row_class_init (KbCaseRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = kb_case_row_finalize;
  object_class->get_property = kb_case_row_get_property;
  kb_case_properties_install (object_class, properties);
  properties[PROP_DUE] = g_param_spec_int ("due", NULL, NULL, KB_CASE_DUE_NONE, KB_CASE_DUE_LATE,
                                           KB_CASE_DUE_NONE, flags);
  properties[PROP_LEFT] = g_param_spec_int ("left", NULL, NULL, G_MININT, G_MAXINT, 0, flags);
  properties[PROP_DRAFT] = g_param_spec_boolean ("draft", NULL, NULL, FALSE, flags);
  for (guint i = PROP_DUE; i < N_PROPERTIES; i++)
    g_object_class_install_property (object_class, i, properties[i]);
}

static void
kb_case_row_init (KbCaseRow *self)
{
}

/**
 * kb_case_row_new:
 * @id: local id of the case
 *
 * Returns: (transfer full): an empty row, for kb_case_row_fill()
 */
KbCaseRow *
kb_case_row_new (guint32 id)
{
  KbCaseRow *self = g_object_new (KB_TYPE_CASE_ROW, NULL);

  self->id = id;

  return self;
}

/* Only what changed is notified: each notify makes a bound label work. */
static void
notify_changes (KbCaseRow   *self,
                KbCaseState *before,
                gboolean     was_unread)
{
  for (guint i = 1; i < KB_N_CASE_PROPERTIES; i++)
    {
      g_auto(GValue) old = G_VALUE_INIT;
      g_auto(GValue) new = G_VALUE_INIT;

      g_value_init (&old, properties[i]->value_type);
      g_value_init (&new, properties[i]->value_type);
      kb_case_properties_get (i, self->id, before, was_unread, &old);
      kb_case_properties_get (i, self->id, self->state, self->unread, &new);
      if (g_param_values_cmp (properties[i], &old, &new) != 0)
        g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
    }
}

/**
 * kb_case_row_fill:
 * @self: a row
 * @state: the case as it is now; copied
 * @unread: whether it counts as unread
 */
void
kb_case_row_fill (KbCaseRow         *self,
                  const KbCaseState *state,
                  gboolean           unread)
{
  g_autoptr(KbCaseState) before = NULL;
  gboolean was_unread;

  g_return_if_fail (KB_IS_CASE_ROW (self));
  g_return_if_fail (state != NULL);

  before = g_steal_pointer (&self->state);
  was_unread = self->unread;
  self->state = kb_case_state_copy (state);
  self->unread = unread;

  g_object_freeze_notify (G_OBJECT (self));
  notify_changes (self, before, was_unread);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * kb_case_row_set_due:
 * @self: a row
 * @due: how the worst of its clocks stands
 * @left: days until it is due; negative: late by so many
 */
void
kb_case_row_set_due (KbCaseRow *self,
                     KbCaseDue  due,
                     int        left)
{
  g_return_if_fail (KB_IS_CASE_ROW (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->due != due)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DUE]);
  if (self->left != left)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEFT]);
  self->due = due;
  self->left = left;
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * kb_case_row_set_draft:
 * @self: a row
 * @draft: whether something for the case is begun and not sent
 */
void
kb_case_row_set_draft (KbCaseRow *self,
                       gboolean   draft)
{
  g_return_if_fail (KB_IS_CASE_ROW (self));

  if (self->draft == draft)
    return;
  self->draft = draft;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
}

/**
 * kb_case_row_get_id:
 * @self: a row
 *
 * Returns: local id of its case
 */
guint32
kb_case_row_get_id (KbCaseRow *self)
{
  g_return_val_if_fail (KB_IS_CASE_ROW (self), 0);

  return self->id;
}
