/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-access-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-format.h"

#define HOUR_SECONDS 3600

typedef enum
{
  KB_ACCESS_ACTIVE,
  KB_ACCESS_CUSTODIAN,           /* the one appointed */
  KB_ACCESS_WAITING,             /* a custodian's device that was not appointed */
  KB_ACCESS_REVOKED,
} KbAccessState;

enum
{
  PROP_NAME = 1,
  PROP_ROLE,
  PROP_SINCE,
  PROP_KEYS,
  PROP_HEARD,
  PROP_STATE,
  PROP_ICON_NAME,
  PROP_STYLE,
  PROP_SENTENCE,
  N_PROPS,
};

struct _KbAccessRow
{
  GObject parent_instance;

  KbAccess       *access;        /* keeps the device */
  const KbDevice *device;
  gboolean        own;
  KbAccessState   state;
  char           *texts[N_PROPS];
};

G_DEFINE_FINAL_TYPE (KbAccessRow, kb_access_row, G_TYPE_OBJECT)

static const char *const prop_names[N_PROPS] = {
  NULL, "name", "role", "since", "keys", "heard", "state", "icon-name", "style", "sentence",
};

static GParamSpec *props[N_PROPS];

static void
kb_access_row_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  g_value_set_string (value, KB_ACCESS_ROW (object)->texts[prop_id]);
}

static void
kb_access_row_finalize (GObject *object)
{
  KbAccessRow *self = KB_ACCESS_ROW (object);

  g_clear_object (&self->access);
  for (guint i = 1; i < N_PROPS; i++)
    g_free (self->texts[i]);
  G_OBJECT_CLASS (kb_access_row_parent_class)->finalize (object);
}

static void
kb_access_row_class_init (KbAccessRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = kb_access_row_get_property;
  object_class->finalize = kb_access_row_finalize;
  for (guint i = 1; i < N_PROPS; i++)
    props[i] = g_param_spec_string (prop_names[i], NULL, NULL, NULL,
                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
kb_access_row_init (KbAccessRow *self)
{
}

const char *
kb_access_role_words (KbDeviceRole role)
{
  switch (role)
    {
    case KB_DEVICE_ROLE_SUPERVISOR:
      return _("Supervisor");
    case KB_DEVICE_ROLE_CUSTODIAN:
      return _("Custodian");
    case KB_DEVICE_ROLE_OFFICER:
    default:
      return _("Officer");
    }
}

const char *
kb_access_stream_words (KbStream stream)
{
  switch (stream)
    {
    case KB_STREAM_OFFICE:
      return _("Office cases");
    case KB_STREAM_LEADERSHIP:
      return _("Leadership cases");
    case KB_STREAM_ROSTER:
    default:
      return _("Devices");
    }
}

/* NULL: a case's own, of which there may be many. */
static const char *
get_audience_words (const char *audience)
{
  if (g_str_equal (audience, "office"))
    return _("Office");
  if (g_str_equal (audience, "leadership"))
    return _("Leadership");
  return NULL;
}

static void
add_part (GString    *words,
          const char *part)
{
  if (words->len > 0)
    g_string_append (words, " · ");
  g_string_append (words, part);
}

static void
add_cases (GString *words,
           guint    n_cases)
{
  g_autofree char *part = NULL;

  if (n_cases == 0)
    return;
  /* Translators: keys of cases from which somebody was excluded. */
  part = g_strdup_printf (ngettext ("%u case", "%u cases", n_cases), n_cases);
  add_part (words, part);
}

/**
 * kb_access_key_words:
 * @key_names: (nullable): "AUDIENCE/EPOCH", sorted, NULL-terminated
 *
 * Returns: (transfer full): "Office 1, 2 · Leadership 1 · 3 cases"; "None"
 */
char *
kb_access_key_words (const char **key_names)
{
  GString *words = g_string_new (NULL);
  g_autofree char *last = g_strdup ("");
  guint n_cases = 0;

  for (guint i = 0; key_names != NULL && key_names[i] != NULL; i++)
    {
      const char *slash = strrchr (key_names[i], '/');
      g_autofree char *audience = slash != NULL ? g_strndup (key_names[i], slash - key_names[i])
                                                : g_strdup (key_names[i]);
      const char *title = get_audience_words (audience);
      gboolean again = g_str_equal (audience, last);

      if (title == NULL)
        n_cases += again ? 0 : 1;
      else if (again)
        g_string_append (words, ",");
      else
        add_part (words, title);
      if (title != NULL && slash != NULL)
        g_string_append_printf (words, " %s", slash + 1);
      g_free (last);
      last = g_steal_pointer (&audience);
    }
  add_cases (words, n_cases);
  if (words->len == 0)
    g_string_append (words, _("None"));
  return g_string_free (words, FALSE);
}

/* By what the grants say; "old" where a newer key was not handed to the device. */
static char *
get_granted_words (const KbRoster *roster,
                   const KbDevice *device)
{
  static const char *const audiences[] = { "office", "leadership" };
  GString *words = g_string_new (NULL);
  guint n_cases = 0;

  for (guint i = 0; i < G_N_ELEMENTS (audiences); i++)
    {
      gboolean newest = kb_roster_holds (roster, device, audiences[i], 0);
      gboolean older = !newest && kb_roster_holds (roster, device, audiences[i], 1);
      /* Translators: %s is a key that has a successor, which the device does not hold. */
      g_autofree char *old = g_strdup_printf (_("%s (old)"), get_audience_words (audiences[i]));

      if (newest)
        add_part (words, get_audience_words (audiences[i]));
      else if (older)
        add_part (words, old);
    }
  for (guint i = 0; i < kb_roster_get_n_grants (roster); i++)
    {
      const KbGrant *grant = kb_roster_get_grant (roster, i);

      if (get_audience_words (grant->audience) == NULL && grant->epoch == 1 &&
          kb_roster_holds (roster, device, grant->audience, 0))
        n_cases++;
    }
  add_cases (words, n_cases);
  if (words->len == 0)
    g_string_append (words, "–");
  return g_string_free (words, FALSE);
}

static KbAccessState
get_state (const KbRoster *roster,
           const KbDevice *device)
{
  const KbAppointment *custodian = kb_roster_get_custodian (roster, G_MAXUINT64);

  if (device->revoked_seq != 0)
    return KB_ACCESS_REVOKED;
  if (device->role != KB_DEVICE_ROLE_CUSTODIAN)
    return KB_ACCESS_ACTIVE;
  if (custodian != NULL && memcmp (custodian->device, device->sign, KB_SIGN_PUBLIC_SIZE) == 0)
    return KB_ACCESS_CUSTODIAN;
  return KB_ACCESS_WAITING;
}

static void
set_state (KbAccessRow *self,
           gint64       now)
{
  guint64 hour = kb_access_get_hour (self->access, self->device->revoked_seq);
  g_autofree char *day = kb_format_day ((gint64) hour * HOUR_SECONDS, now);

  switch (self->state)
    {
    case KB_ACCESS_CUSTODIAN:
      self->texts[PROP_STATE] = g_strdup (_("Appointed"));
      self->texts[PROP_ICON_NAME] = g_strdup ("channel-secure-symbolic");
      self->texts[PROP_STYLE] = g_strdup ("kb-custody");
      break;
    case KB_ACCESS_WAITING:
      self->texts[PROP_STATE] = g_strdup (_("Not appointed"));
      self->texts[PROP_ICON_NAME] = g_strdup ("content-loading-symbolic");
      self->texts[PROP_STYLE] = g_strdup ("kb-secondary");
      break;
    case KB_ACCESS_REVOKED:
      /* Translators: %s is a day, "23 Nov". */
      self->texts[PROP_STATE] = hour > 0 ? g_strdup_printf (_("Revoked %s"), day)
                                         : g_strdup (_("Revoked"));
      self->texts[PROP_ICON_NAME] = g_strdup ("action-unavailable-symbolic");
      self->texts[PROP_STYLE] = g_strdup ("kb-secondary");
      break;
    case KB_ACCESS_ACTIVE:
    default:
      self->texts[PROP_STATE] = g_strdup (_("Active"));
      self->texts[PROP_ICON_NAME] = g_strdup ("emblem-ok-symbolic");
      self->texts[PROP_STYLE] = g_strdup ("kb-ok");
    }
}

static char *
get_heard_words (KbAccessRow *self,
                 gint64       now)
{
  gint64 hour = (gint64) kb_access_get_heard (self->access, self->device->sign);

  /* The server keeps hours, so minutes are not shown. */
  return hour > 0 ? kb_format_day (hour * HOUR_SECONDS, now) : g_strdup ("–");
}

/**
 * kb_access_row_new:
 * @access: who has access
 * @device: one of its roster's devices
 * @now: what is this year, in seconds
 */
KbAccessRow *
kb_access_row_new (KbAccess       *access,
                   const KbDevice *device,
                   gint64          now)
{
  KbAccessRow *self = g_object_new (KB_TYPE_ACCESS_ROW, NULL);
  const KbRoster *roster = kb_access_get_roster (access);
  gint64 since = (gint64) kb_access_get_hour (access, device->since_seq) * HOUR_SECONDS;

  self->access = g_object_ref (access);
  self->device = device;
  self->own = device == kb_access_get_own (access);
  self->state = get_state (roster, device);
  /* Translators: %s is the name of the person who sits here. */
  self->texts[PROP_NAME] = self->own ? g_strdup_printf (_("%s · you"), device->name)
                                     : g_strdup (device->name);
  self->texts[PROP_ROLE] = g_strdup (kb_access_role_words (device->role));
  self->texts[PROP_SINCE] = since > 0 ? kb_format_day (since, now) : g_strdup ("–");
  self->texts[PROP_KEYS] = self->state == KB_ACCESS_CUSTODIAN ? g_strdup (_("Identities"))
                                                              : get_granted_words (roster, device);
  self->texts[PROP_HEARD] = get_heard_words (self, now);
  set_state (self, now);
  /* Translators: a row of the table, for screen readers: name, role, since, keys, heard, state. */
  self->texts[PROP_SENTENCE] = g_strdup_printf (_("%s. %s. Since %s. Keys: %s. Last heard %s. %s."),
                                                self->texts[PROP_NAME], self->texts[PROP_ROLE],
                                                self->texts[PROP_SINCE], self->texts[PROP_KEYS],
                                                self->texts[PROP_HEARD], self->texts[PROP_STATE]);
  return self;
}

const KbDevice *
kb_access_row_get_device (KbAccessRow *self)
{
  return self->device;
}

gboolean
kb_access_row_is_active (KbAccessRow *self)
{
  return self->state != KB_ACCESS_REVOKED;
}

int
kb_access_row_compare (gconstpointer a,
                       gconstpointer b,
                       gpointer      unused)
{
  KbAccessRow *first = KB_ACCESS_ROW ((gpointer) a);
  KbAccessRow *second = KB_ACCESS_ROW ((gpointer) b);
  gboolean revoked = first->state == KB_ACCESS_REVOKED;

  if (revoked != (second->state == KB_ACCESS_REVOKED))
    return revoked ? 1 : -1;
  return g_utf8_collate (first->device->name, second->device->name);
}
