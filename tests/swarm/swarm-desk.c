/* SPDX-License-Identifier: GPL-3.0-or-later */

/* swarm-desk PROFILE [--secret-service]: a desktop's core that does what it is told, one JSON
 * object a line on standard input, and answers with one a line. Its keyring is the
 * starter's memory behind descriptor 3, or the real one. It is killed at any moment. */
#include "config.h"

#include "swarm-desk.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kb-json.h"
#include "swarm-keyring.h"

#define KEYRING_FD 3
#define LINE_MAX_SIZE (1024 * 1024)

/**
 * swarm_desk_open:
 *
 * Opens the profile's store as the desktop does when it starts.
 */
gboolean
swarm_desk_open (SwarmDesk  *self,
                 GError    **error)
{
  KbOffice *office = &self->office;
  g_autoptr(KbSecret) key = NULL;
  g_autofree char *path = NULL;

  if (office->membership == NULL)
    office->membership = kb_membership_load (self->profile, self->keyring, NULL, error);
  if (office->membership == NULL)
    return FALSE;
  key = kb_membership_store_key (office->membership, NULL, error);
  if (key == NULL)
    return FALSE;
  path = kb_membership_store_path (office->membership);
  office->store = kb_store_new (path, key);
  office->sync = kb_sync_new (office->membership, office->store, NULL);

  return kb_store_open (office->store, error) && kb_sync_load (office->sync, error);
}

static gboolean
is_member (SwarmDesk *self)
{
  g_autofree char *folder = kb_membership_directory (self->profile);
  g_autofree char *path = g_build_filename (folder, "office.ini", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
obey (SwarmDesk   *self,
      const char  *line,
      JsonObject  *answer,
      GError     **error)
{
  g_autoptr(JsonObject) command = kb_json_parse (line, strlen (line), LINE_MAX_SIZE, error);
  SwarmCommand run;
  const char *name;

  if (command == NULL || (name = kb_json_string (command, "do", error)) == NULL)
    return FALSE;
  run = swarm_find_work (name);
  if (run == NULL)
    run = swarm_find_ceremony (name);
  g_assert_true (run != NULL);

  return run (self, command, answer, error);
}

static void
answer_line (SwarmDesk *self,
             char      *line)
{
  g_autoptr(JsonObject) answer = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean ok = obey (self, g_strchomp (line), answer, &error);

  json_object_set_boolean_member (answer, "ok", ok);
  if (!ok)
    {
      json_object_set_string_member (answer, "domain", g_quark_to_string (error->domain));
      json_object_set_int_member (answer, "code", error->code);
      json_object_set_string_member (answer, "message", error->message);
    }
  text = kb_json_to_string (answer);
  puts (text);
  fflush (stdout);
}

int
main (int    argc,
      char **argv)
{
  SwarmDesk self = { .profile = argc > 1 ? argv[1] : "swarm" };
  g_autoptr(GError) error = NULL;
  char *line = NULL;
  size_t size = 0;

  self.keyring = argc > 2 && g_str_equal (argv[2], "--secret-service")
                 ? kb_secret_service_keyring_new (self.profile)
                 : swarm_keyring_new (KEYRING_FD);
  if (is_member (&self) && !swarm_desk_open (&self, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  puts ("{\"ok\":true}");
  fflush (stdout);
  while (getline (&line, &size, stdin) > 0)
    answer_line (&self, line);
  free (line);
  g_clear_object (&self.office.sync);
  if (self.office.store != NULL)
    kb_store_close (self.office.store);
  g_clear_object (&self.office.store);
  g_clear_pointer (&self.office.membership, kb_membership_free);
  g_clear_object (&self.keyring);

  return 0;
}
