/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "swarm-keyring.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kb-bytes.h"

struct _SwarmKeyring
{
  GObject  parent_instance;

  GMutex   lock;
  FILE    *in;
  FILE    *out;
};

static void swarm_keyring_iface_init (KbKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SwarmKeyring, swarm_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_KEYRING, swarm_keyring_iface_init))

/* Returns: (transfer full): what follows the "ok", or NULL for "no" */
static char *
ask (SwarmKeyring *self,
     const char   *verb,
     const char   *item,
     const char   *value)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  char *line = NULL;
  char *answer = NULL;
  size_t size = 0;

  fprintf (self->out, "%s %s%s%s\n", verb, item, value != NULL ? " " : "",
           value != NULL ? value : "");
  fflush (self->out);
  /* The parent is gone: so is this desktop. */
  if (getline (&line, &size, self->in) < 0)
    _exit (3);
  g_strchomp (line);
  if (g_str_has_prefix (line, "ok"))
    answer = g_strdup (g_strchug (line + 2));
  free (line);

  return answer;
}

static KbSecret *
swarm_keyring_lookup (KbKeyring     *keyring,
                      const char    *item,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autofree char *hex = ask (SWARM_KEYRING (keyring), "get", item, NULL);
  g_autofree guint8 *data = NULL;
  gsize size;

  if (hex == NULL)
    {
      g_set_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING, "no item “%s”", item);
      return NULL;
    }
  size = strlen (hex) / 2;
  data = g_malloc (size + 1);
  g_assert_true (kb_hex_decode (hex, data, size));

  return kb_secret_new (data, size);
}

static gboolean
swarm_keyring_store (KbKeyring     *keyring,
                     const char    *item,
                     KbSecret      *secret,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autofree char *hex = kb_hex_encode (kb_secret_get_data (secret), kb_secret_get_size (secret));
  g_autofree char *answer = ask (SWARM_KEYRING (keyring), "set", item, hex);

  return answer != NULL;
}

static gboolean
swarm_keyring_remove (KbKeyring     *keyring,
                      const char    *item,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autofree char *answer = ask (SWARM_KEYRING (keyring), "del", item, NULL);

  if (answer == NULL)
    g_set_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING, "no item “%s”", item);

  return answer != NULL;
}

static gboolean
swarm_keyring_unlock (KbKeyring     *keyring,
                      GCancellable  *cancellable,
                      GError       **error)
{
  return TRUE;
}

static void
swarm_keyring_iface_init (KbKeyringInterface *iface)
{
  iface->lookup = swarm_keyring_lookup;
  iface->store = swarm_keyring_store;
  iface->remove = swarm_keyring_remove;
  iface->unlock = swarm_keyring_unlock;
}

static void
swarm_keyring_finalize (GObject *object)
{
  SwarmKeyring *self = SWARM_KEYRING (object);

  fclose (self->in);
  fclose (self->out);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (swarm_keyring_parent_class)->finalize (object);
}

static void
swarm_keyring_class_init (SwarmKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swarm_keyring_finalize;
}

static void
swarm_keyring_init (SwarmKeyring *self)
{
  g_mutex_init (&self->lock);
}

KbKeyring *
swarm_keyring_new (int fd)
{
  SwarmKeyring *self = g_object_new (SWARM_TYPE_KEYRING, NULL);

  self->in = fdopen (dup (fd), "r");
  self->out = fdopen (fd, "w");
  g_assert_true (self->in != NULL && self->out != NULL);

  return KB_KEYRING (self);
}
