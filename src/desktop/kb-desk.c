/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#define DEFAULT_PULL_INTERVAL 300

G_DEFINE_FINAL_TYPE_WITH_CODE (KbDesk, kb_desk, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_CASE_SOURCE, kb_desk_source_init))

static GParamSpec *props[KB_DESK_N_PROPS];

enum
{
  SIGNAL_COUNTS_CHANGED,
  SIGNAL_FILTER_CHANGED,
  SIGNAL_ARRIVED,
  SIGNAL_CASE_CHANGED,
  SIGNAL_OPENING_ENDED,
  SIGNAL_DRAFT_CHANGED,
  SIGNAL_SETTINGS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Properties that sync keeps; before there is one, their rest value. */
static void
get_sync_property (KbDesk     *self,
                   const char *name,
                   GValue     *value)
{
  if (self->office != NULL)
    g_object_get_property (G_OBJECT (self->office->sync), name, value);
  else if (G_VALUE_HOLDS_DOUBLE (value))
    g_value_set_double (value, -1);
}

static void
kb_desk_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  KbDesk *self = KB_DESK (object);

  switch (prop_id)
    {
    case KB_DESK_PROP_PROFILE:
      g_value_set_string (value, self->profile);
      break;
    case KB_DESK_PROP_STAGE:
      g_value_set_int (value, self->stage);
      break;
    case KB_DESK_PROP_FAULT:
      g_value_set_object (value, self->fault);
      break;
    case KB_DESK_PROP_ROLE:
      g_value_set_int (value, self->role);
      break;
    case KB_DESK_PROP_OFFICE:
      g_value_set_string (value, self->office_name);
      break;
    case KB_DESK_PROP_PERSON:
      g_value_set_string (value, self->person);
      break;
    case KB_DESK_PROP_CUSTODIAN_NAME:
      g_value_set_string (value, self->custodian_name);
      break;
    case KB_DESK_PROP_IS_CUSTODIAN:
      g_value_set_boolean (value, self->is_custodian);
      break;
    case KB_DESK_PROP_CUSTODIAN_RECIPIENT:
      g_value_set_string (value, self->custodian_recipient);
      break;
    case KB_DESK_PROP_PULLING:
      g_value_set_boolean (value, self->pulling != NULL);
      break;
    case KB_DESK_PROP_OFFLINE:
    case KB_DESK_PROP_PROGRESS:
    case KB_DESK_PROP_LAST_PULL:
    case KB_DESK_PROP_ALARM:
    case KB_DESK_PROP_ALARM_SINCE:
    case KB_DESK_PROP_STORE_OLDER:
    case KB_DESK_PROP_N_PENDING:
    case KB_DESK_PROP_N_REFUSED:
      get_sync_property (self, pspec->name, value);
      break;
    case KB_DESK_PROP_PULL_FAULT:
      g_value_set_object (value, self->pull_fault);
      break;
    case KB_DESK_PROP_PULL_INTERVAL:
      g_value_set_uint (value, self->pull_interval);
      break;
    case KB_DESK_PROP_VIEW:
      g_value_set_uint (value, self->filter->view);
      break;
    case KB_DESK_PROP_SEARCH:
      g_value_set_string (value, self->search);
      break;
    case KB_DESK_PROP_CASES:
      g_value_set_object (value, self->cases);
      break;
    case KB_DESK_PROP_LISTING:
      g_value_set_boolean (value, self->listing);
      break;
    case KB_DESK_PROP_N_HITS:
      g_value_set_uint (value, self->n_hits);
      break;
    case KB_DESK_PROP_OPENING:
      g_value_set_object (value, self->opening);
      break;
    case KB_DESK_PROP_OPENING_CASE:
      g_value_set_uint (value, self->opening_case);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_desk_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  KbDesk *self = KB_DESK (object);

  switch (prop_id)
    {
    case KB_DESK_PROP_PROFILE:
      self->profile = g_value_dup_string (value);
      break;
    case KB_DESK_PROP_PULL_INTERVAL:
      self->pull_interval = g_value_get_uint (value);
      kb_desk_schedule_pull (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_desk_constructed (GObject *object)
{
  KbDesk *self = KB_DESK (object);

  G_OBJECT_CLASS (kb_desk_parent_class)->constructed (object);
  self->keyring = kb_secret_service_keyring_new (self->profile);
}

static void
kb_desk_dispose (GObject *object)
{
  KbDesk *self = KB_DESK (object);

  kb_desk_stop (self);
  g_clear_object (&self->cases);
  g_clear_object (&self->keyring);
  g_clear_object (&self->fault);
  g_clear_object (&self->pull_fault);
  G_OBJECT_CLASS (kb_desk_parent_class)->dispose (object);
}

static void
kb_desk_finalize (GObject *object)
{
  KbDesk *self = KB_DESK (object);

  g_free (self->profile);
  g_free (self->office_name);
  g_free (self->person);
  g_free (self->custodian_name);
  g_free (self->custodian_recipient);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->clocks, kb_clocks_unref);
  g_free (self->doing);
  kb_desk_free_lists (self);
  G_OBJECT_CLASS (kb_desk_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  props[KB_DESK_PROP_PROFILE] = g_param_spec_string ("profile", NULL, NULL, NULL,
                                                     writable | G_PARAM_CONSTRUCT_ONLY);
  props[KB_DESK_PROP_STAGE] = g_param_spec_int ("stage", NULL, NULL, 0, KB_DESK_STAGE_LOCKED, 0,
                                                flags);
  props[KB_DESK_PROP_FAULT] = g_param_spec_object ("fault", NULL, NULL, KB_TYPE_FAULT, flags);
  props[KB_DESK_PROP_ROLE] = g_param_spec_int ("role", NULL, NULL, 0, KB_DESK_ROLE_CUSTODIAN, 0,
                                               flags);
  props[KB_DESK_PROP_OFFICE] = g_param_spec_string ("office", NULL, NULL, NULL, flags);
  props[KB_DESK_PROP_PERSON] = g_param_spec_string ("person", NULL, NULL, NULL, flags);
  props[KB_DESK_PROP_CUSTODIAN_NAME] = g_param_spec_string ("custodian-name", NULL, NULL, NULL,
                                                            flags);
  props[KB_DESK_PROP_IS_CUSTODIAN] = g_param_spec_boolean ("is-custodian", NULL, NULL, FALSE,
                                                           flags);
  props[KB_DESK_PROP_CUSTODIAN_RECIPIENT] = g_param_spec_string ("custodian-recipient", NULL, NULL,
                                                                 NULL, flags);
  props[KB_DESK_PROP_PULLING] = g_param_spec_boolean ("pulling", NULL, NULL, FALSE, flags);
  props[KB_DESK_PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, flags);
  props[KB_DESK_PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  props[KB_DESK_PROP_LAST_PULL] = g_param_spec_int64 ("last-pull", NULL, NULL, 0, G_MAXINT64, 0,
                                                      flags);
  props[KB_DESK_PROP_PULL_FAULT] = g_param_spec_object ("pull-fault", NULL, NULL, KB_TYPE_FAULT,
                                                        flags);
  props[KB_DESK_PROP_PULL_INTERVAL] = g_param_spec_uint ("pull-interval", NULL, NULL, 0, G_MAXUINT,
                                                         DEFAULT_PULL_INTERVAL, writable);
  props[KB_DESK_PROP_ALARM] = g_param_spec_string ("alarm", NULL, NULL, NULL, flags);
  props[KB_DESK_PROP_ALARM_SINCE] = g_param_spec_int64 ("alarm-since", NULL, NULL, 0, G_MAXINT64, 0,
                                                        flags);
  props[KB_DESK_PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0,
                                                     flags);
  props[KB_DESK_PROP_N_REFUSED] = g_param_spec_uint ("n-refused", NULL, NULL, 0, G_MAXUINT, 0,
                                                     flags);
  props[KB_DESK_PROP_STORE_OLDER] = g_param_spec_boolean ("store-older", NULL, NULL, FALSE, flags);
  props[KB_DESK_PROP_VIEW] = g_param_spec_uint ("view", NULL, NULL, 0, KB_N_CASE_VIEWS,
                                                KB_CASE_VIEW_ALL, flags);
  props[KB_DESK_PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, NULL, flags);
  props[KB_DESK_PROP_CASES] = g_param_spec_object ("cases", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[KB_DESK_PROP_LISTING] = g_param_spec_boolean ("listing", NULL, NULL, FALSE, flags);
  props[KB_DESK_PROP_N_HITS] = g_param_spec_uint ("n-hits", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[KB_DESK_PROP_OPENING] = g_param_spec_object ("opening", NULL, NULL, KB_TYPE_OPENING, flags);
  props[KB_DESK_PROP_OPENING_CASE] = g_param_spec_uint ("opening-case", NULL, NULL, 0, G_MAXUINT, 0,
                                                        flags);
  g_object_class_install_properties (klass, KB_DESK_N_PROPS, props);
}

static void
kb_desk_class_init (KbDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = kb_desk_get_property;
  object_class->set_property = kb_desk_set_property;
  object_class->constructed = kb_desk_constructed;
  object_class->dispose = kb_desk_dispose;
  object_class->finalize = kb_desk_finalize;
  install_properties (object_class);

  signals[SIGNAL_COUNTS_CHANGED] = g_signal_new ("counts-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                 NULL, NULL,
                                                 G_TYPE_NONE, 0);
  signals[SIGNAL_FILTER_CHANGED] = g_signal_new ("filter-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CASE_CHANGED] = g_signal_new ("case-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_OPENING_ENDED] = g_signal_new ("opening-ended", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL,
                                                G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
  signals[SIGNAL_DRAFT_CHANGED] = g_signal_new ("draft-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL,
                                                G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_SETTINGS_CHANGED] = g_signal_new ("settings-changed", type, G_SIGNAL_RUN_LAST, 0,
                                                   NULL, NULL, NULL,
                                                   G_TYPE_NONE, 0);
}

static void
kb_desk_init (KbDesk *self)
{
  kb_desk_init_lists (self);
  self->pull_interval = DEFAULT_PULL_INTERVAL;
  self->cases = kb_case_list_new (KB_CASE_SOURCE (self));
}

/**
 * kb_desk_new:
 * @profile: name of the profile, whose files and keys are used
 *
 * Returns: (transfer full): a desk that has not been started
 */
KbDesk *
kb_desk_new (const char *profile)
{
  return g_object_new (KB_TYPE_DESK, "profile", profile, NULL);
}

/**
 * kb_desk_new_with_keyring:
 * @profile: name of the profile, whose files are used
 * @keyring: its keys, instead of those in this computer's keyring
 *
 * Returns: (transfer full): a desk that has not been started
 */
KbDesk *
kb_desk_new_with_keyring (const char *profile,
                          KbKeyring  *keyring)
{
  KbDesk *self = kb_desk_new (profile);

  g_set_object (&self->keyring, keyring);

  return self;
}

/**
 * kb_desk_get_cases:
 * @self: the desk
 *
 * Returns: (transfer none): the cases of the view, or the hits of the search
 */
GListModel *
kb_desk_get_cases (KbDesk *self)
{
  return G_LIST_MODEL (self->cases);
}

void
kb_desk_notify (KbDesk *self,
                guint   prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
kb_desk_set_stage (KbDesk      *self,
                   KbDeskStage  stage,
                   KbFault     *fault)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->stage = stage;
  kb_desk_notify (self, KB_DESK_PROP_STAGE);
  if (g_set_object (&self->fault, fault))
    kb_desk_notify (self, KB_DESK_PROP_FAULT);
  g_object_thaw_notify (G_OBJECT (self));
}

void
kb_desk_emit_filter_changed (KbDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_FILTER_CHANGED], 0);
}

void
kb_desk_emit_counts (KbDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_COUNTS_CHANGED], 0);
}

void
kb_desk_emit_arrived (KbDesk *self,
                      guint   n_cases)
{
  g_signal_emit (self, signals[SIGNAL_ARRIVED], 0, n_cases);
}

void
kb_desk_emit_changed (KbDesk  *self,
                      guint32  id)
{
  g_signal_emit (self, signals[SIGNAL_CASE_CHANGED], 0, id);
}

void
kb_desk_emit_ended (KbDesk       *self,
                    guint32       id,
                    const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_OPENING_ENDED], 0, id, error);
}

void
kb_desk_emit_settings (KbDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_SETTINGS_CHANGED], 0);
}

void
kb_desk_emit_draft_changed (KbDesk  *self,
                            guint32  id)
{
  kb_desk_mark_draft (self, id);
  g_signal_emit (self, signals[SIGNAL_DRAFT_CHANGED], 0, id);
}
